import ReeveJSON
import ReeveReport
import Testing

/// What a hostile server could answer, and what each form makes of it.
enum Hostile {
    static let texts = [
        "\u{1B}[2J\u{1B}]0;owned\u{07}", "</script><script>alert(1)</script>", "]]><!--", "nul\u{0}byte",
        "abc\u{202E}txt.exe",
        "<img src=https://evil.example/x onerror=alert(1)>", "\" onmouseover='alert(1)", "&amp;&lt;",
        "`code` [x](https://evil.example) @everyone | a",
        "=cmd|'/c calc'!A0", "@SUM(1)", "+1", "-1", "\t=1", "line\r\nbreak, \"quoted\"", "\u{85}\u{9B}31m",
        "\u{FFFE}\u{2028}x", "😀 ünï", "",
    ]
    static let all = texts.joined(separator: " ")
}

@Suite struct EscapingTests {
    @Test(arguments: Hostile.texts) func visibleTextHasNothingThatActs(_ text: String) {
        let visible = VisibleText.of(text)
        for scalar in visible.unicodeScalars {
            #expect(scalar.value >= 0x20 && scalar.value != 0x7F)
            #expect(!(0x80..<0xA0).contains(scalar.value))
            #expect(!(0x202A...0x202E).contains(scalar.value) && !(0x2066...0x2069).contains(scalar.value))
            #expect(scalar.value & 0xFFFE != 0xFFFE)
        }
        #expect(VisibleText.of(visible) == visible)
    }

    @Test func escapesSayWhatTheyStandFor() {
        #expect(VisibleText.of("a\u{1B}[0m\u{0}b") == "a\\x1B[0m\\x00b")
        #expect(VisibleText.of("\u{202E}") == "\\u{202E}")
        #expect(VisibleText.of("a\r\nb\tc\rd") == "a b c d")
        #expect(VisibleText.of("plain ünï 😀") == "plain ünï 😀")
        #expect(VisibleText.of("a\r\nb\n", keepsLines: true).contains("\n"))
    }

    @Test func shorteningCountsCharactersAndMarksTheCut() {
        #expect(VisibleText.shortened("abc", to: 3) == "abc")
        #expect(VisibleText.shortened("abcd", to: 3) == "abc…")
        #expect(VisibleText.shortened("😀😀", to: 1) == "😀…")
    }

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

    @Test(arguments: ["=1+1", "+1", "-1", "@x", " =1", "\t=1", "\n@x", "＝1"]) func csvDefusesFormulas(_ text: String) {
        var writer = CSVWriter()
        writer.write([text])
        #expect(writer.text.hasPrefix("'") || writer.text.hasPrefix("\"'"))
    }

    @Test func csvQuotesWhatWouldBreakARecord() {
        var writer = CSVWriter()
        writer.write(["a", "b,c", "d\"e", "f\ng", ""])
        #expect(writer.text == "a,\"b,c\",\"d\"\"e\",\"f\ng\",\r\n")
    }

    @Test func pathComponentsStayInTheirFolder() {
        for (name, expected) in [
            ("..", "_."), (".hidden", "_hidden"), ("a/b", "a-b"), ("git/git_log", "git-git_log"), ("", "_"),
            ("-rf", "_rf"), ("night-check.2", "night-check.2"), ("ünï", "_n-"),
        ] {
            let component = PathComponent.of(name)
            #expect(!component.contains("/") && !component.hasPrefix(".") && !component.hasPrefix("-"))
            #expect(component == expected, "\(name) became \(component)")
        }
        #expect(PathComponent.of(String(repeating: "x", count: 500)).count == 100)
    }
}

@Suite struct FigureTests {
    @Test(
        arguments: [
            (0, "0 ms"), (412, "<1 ms"), (1_400, "1 ms"), (412_000, "412 ms"), (999_499, "999 ms"), (999_500, "1.0 s"),
            (14_240_000, "14.2 s"), (59_949_000, "59.9 s"), (59_950_000, "1 min"), (192_000_000, "3 min 12 s"),
            (7_500_000_000, "2 h 5 min"), (7_200_000_000, "2 h"),
        ] as [(Int64, String)]) func durationsReadWell(_ microseconds: Int64, _ text: String)
    {
        #expect(FigureText.duration(.microseconds(microseconds)) == text)
    }

    @Test func numbersReadWell() {
        #expect(
            FigureText.count(4_812) == "4,812" && FigureText.count(1_000_000) == "1,000,000"
                && FigureText.count(12) == "12")
        #expect(FigureText.bytes(312) == "312 B" && FigureText.bytes(4_200) == "4.1 KiB")
        #expect(FigureText.money(862, "EUR") == "0.000862 EUR" && FigureText.money(1_200_000, "EUR") == "1.20 EUR")
        #expect(FigureText.count(1, "run") == "1 run" && FigureText.count(0, "run") == "0 runs")
    }

    @Test func quantilesAreByNearestRank() throws {
        let hundred = try #require(Quantiles((1...100).map { Duration.milliseconds($0) }.shuffled()))
        #expect(
            hundred.p50 == .milliseconds(50) && hundred.p95 == .milliseconds(95) && hundred.p99 == .milliseconds(99))
        let three = try #require(Quantiles([.seconds(3), .seconds(1), .seconds(2)]))
        #expect(three.p50 == .seconds(2) && three.p95 == .seconds(3) && three.minimum == .seconds(1))
        let one = try #require(Quantiles([.seconds(1)]))
        #expect(one.p50 == .seconds(1) && one.p99 == .seconds(1))
        #expect(Quantiles([]) == nil)
    }
}
