import ReeveReport
import Testing

@Suite struct MarkdownTextTests {
    /// Marks that no reader takes for markup stand as they are, so that the source is readable too.
    @Test(
        arguments: [
            ("git/git_log", "git/git_log"), ("HEAD~1", "HEAD~1"), ("guardrails#keep (paper stays)", nil),
            ("needs: clean, build", nil), ("/content/0/text is not as expected (matches \"^a\")", nil),
            ("a & b, 1 < 2 > 0", nil), ("max_count: 500!", nil), ("[1] {x} + y", nil), ("one * and two", nil),
            ("costs $5", nil), ("C:\\dir", nil), ("a_b_c _x_", "a_b_c \\_x\\_"), ("**bold**", "\\*\\*bold\\*\\*"),
            ("~~gone~~", "\\~\\~gone\\~\\~"), ("a|b", "a\\|b"), ("`c`", "\\`c\\`"), ("<d> </d>", "&lt;d> &lt;/d>"),
            ("&lt;", "&amp;lt;"), ("$x$", "\\$x\\$"), ("[e](f)", "\\[e](f)"), ("a\\*", "a\\\\*"),
            ("see https://h/a_b?c=1 now", "see `https://h/a_b?c=1` now"), ("@everyone", "`@everyone`"),
            ("mail a@b.example", "mail `a@b.example`"), ("www.example.com", "`www.example.com`"),
            ("fixes #12", "fixes `#12`"), (":tada: 10:20:30", "`:tada:` `10:20:30`"), ("x\ny", "x y"),
            ("http://h|`x`", "`` http://h\\|`x` ``"),
        ] as [(String, String?)]) func markdownEscapesWhatCountsAndNothingElse(_ text: String, _ expected: String?)
    {
        #expect(MarkdownText.prose(text) == expected ?? text)
    }

    @Test func markdownCodeHoldsAnyText() {
        #expect(MarkdownText.code("git/git_log") == "`git/git_log`")
        #expect(MarkdownText.code("a`b") == "``a`b``" && MarkdownText.code("`") == "`` ` ``")
        #expect(MarkdownText.code("a|b") == "`a\\|b`" && MarkdownText.code("a|b", in: .line) == "`a|b`")
        #expect(MarkdownText.code("x\ny") == "`x y`" && MarkdownText.code("") == "")
    }
}
