/// What a hostile server could answer, and what each form makes of it.
package enum Hostile {
    package static let texts = [
        "\u{1B}[2J\u{1B}]0;owned\u{07}", "</script><script>alert(1)</script>", "]]><!--", "nul\u{0}byte",
        "abc\u{202E}txt.exe",
        "<img src=https://evil.example/x onerror=alert(1)>", "\" onmouseover='alert(1)", "&amp;&lt;",
        "`code` [x](https://evil.example) @everyone | a",
        "=cmd|'/c calc'!A0", "@SUM(1)", "+1", "-1", "\t=1", "line\r\nbreak, \"quoted\"", "\u{85}\u{9B}31m",
        "\u{FFFE}\u{2028}x", "😀 ünï", "",
    ]
    package static let all = texts.joined(separator: " ")
}
