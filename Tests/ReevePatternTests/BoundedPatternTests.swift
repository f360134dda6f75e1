import Testing

@testable import ReevePattern

@Suite struct BoundedPatternTests {
    /// Pattern, texts that match, texts that do not; by ECMA-262 with the flag `u`.
    static let cases: [(String, [String], [String])] = [
        ("abc", ["abc", "xabcx"], ["ab", ""]),
        ("^abc$", ["abc"], ["abc\n", "xabc"]),
        ("^.$", ["a", "é", "😀"], ["\n", "\r", "\u{2028}", "ab", ""]),
        ("^[^]$", ["a", "\n"], ["", "ab"]),
        ("[]", [], ["", "a"]),
        ("^\\d+$", ["42"], ["४२", ""]),
        ("^\\w$", ["_", "Z"], ["é", "-"]),
        ("^\\s$", [" ", "\u{FEFF}", "\u{A0}", "\u{2003}", "\n"], ["\u{85}", "\u{180E}", "a"]),
        ("^\\S$", ["\u{85}", "a", "😀"], [" ", "\u{FEFF}"]),
        ("^[\\s\\d]+$", [" 1\u{3000}"], ["a"]),
        ("^[^\\S]+$", [" \t"], ["a"]),
        ("^\\p{Letter}+$", ["aé漢"], ["1"]),
        ("^\\p{L}\\P{Lu}$", ["ab", "a1"], ["aB"]),
        ("^\\p{Script=Greek}$", ["α"], ["a"]),
        ("^\\p{sc=Grek}$", ["α"], ["a"]),
        ("^\\p{gc=Decimal_Number}$", ["4", "४"], ["a"]),
        ("^[\\p{Lu}\\p{Nd}]$", ["A", "4"], ["a"]),
        ("^\\p{Any}$", ["a", "\n"], [""]),
        ("^\\p{Assigned}$", ["a"], ["\u{378}"]),
        ("^\\p{ASCII}$", ["a"], ["é"]),
        ("^\\p{Emoji_Presentation}$", ["😀"], ["a"]),
        ("^\\u{1F600}$", ["😀"], ["a"]),
        ("^\\uD83D\\uDE00$", ["😀"], ["a"]),
        ("^[\\uD83D\\uDE00-\\u{1F64F}]$", ["😀", "😃"], ["a"]),
        ("\\uD83D", [], ["😀", "a"]),
        ("^[\\uD800-\\uE001]$", ["\u{E000}"], ["a"]),
        ("^\\x41\\u0042\\cI\\0$", ["AB\t\0"], ["AB"]),
        ("^[\\b]$", ["\u{8}"], ["b"]),
        ("\\bfoo\\b", ["a foo b"], ["afoo"]),
        ("a\\Bb", ["ab"], ["a b"]),
        ("^\\/\\-\\@\\\"\\ $", ["/-@\" "], ["/"]),
        ("^(?<first>a|b)\\k<first>$", ["aa", "bb"], ["ab"]),
        ("^\\k<later>(?<later>a)$", ["a"], ["aa"]),
        ("^(a)(b)?\\2$", ["a", "abb"], ["ab"]),
        ("(?<=€)\\d", ["€5"], ["$5"]),
        ("(?<!€)\\d", ["$5"], ["€5"]),
        ("^(?!con$).*$", ["cone"], ["con"]),
        ("^(?=.*\\d)(?=.*[a-z]).{4,}$", ["abc1"], ["abcd", "a1"]),
        ("^a{2}b{1,}c{0,1}$", ["aab", "aabbc"], ["ab", "aabcc"]),
        ("^a{2,3}?$", ["aa", "aaa"], ["a", "aaaa"]),
        ("^[a-z]{2,}$", ["ab"], ["a"]),
        ("^[[:alpha:]$", [":", "["], ["b"]),
        ("^[a&&b]$", ["&"], ["&&"]),
        ("^#.*(?:x)$", ["# x"], ["x"]),
        ("^\\[\\]\\{\\}$", ["[]{}"], ["[]"]),
        ("^[-a]+[a-]$", ["-a-"], ["b"]),
        ("", ["", "a"], []),
        ("a|", ["", "a"], []),
        ("^é$", ["\u{E9}"], ["e\u{301}"]),
        ("^(?:[a-z0-9!#$%&'*+/=?^_`{|}~-]+)@x$", ["a.b@x".replacing(".", with: "!"), "a{@x"], ["@x"]),
    ]

    @Test(arguments: cases)
    func matchesAsECMAScriptDoes(pattern: String, matching: [String], others: [String]) throws {
        let compiled = try BoundedPattern(pattern)
        for text in matching { #expect(compiled.match(text) == .matched, "\(pattern) on \(text.debugDescription)") }
        for text in others { #expect(compiled.match(text) == .notMatched, "\(pattern) on \(text.debugDescription)") }
    }

    @Test(arguments: [
        ("(", PatternError.Code.unclosedGroup, 0), ("a)", .unmatchedParenthesis, 1), ("[a", .unclosedClass, 0),
        ("[a\\", .unknownEscape, 2), ("]", .loneBracket, 0), ("a{", .loneBracket, 1), ("}", .loneBracket, 0),
        ("{2}", .loneBracket, 0), ("a{,2}", .loneBracket, 1), ("*", .nothingToRepeat, 0), ("a**", .nothingToRepeat, 2),
        ("a*+", .nothingToRepeat, 2), ("^*", .nothingToRepeat, 1), ("(?=a)*", .nothingToRepeat, 5),
        ("\\b+", .nothingToRepeat, 2), ("a{3,2}", .repeatOutOfOrder, 1), ("a{70000}", .tooComplex, 1),
        ("[b-a]", .rangeOutOfOrder, 1), ("[\\d-z]", .classInRange, 1), ("\\a", .unknownEscape, 0),
        ("\\Z", .unknownEscape, 0), ("\\z", .unknownEscape, 0), ("\\Q", .unknownEscape, 0), ("\\G", .unknownEscape, 0),
        ("\\K", .unknownEscape, 0), ("\\01", .unknownEscape, 0), ("\\c1", .unknownEscape, 0),
        ("\\x4", .unknownEscape, 0), ("\\u12", .unknownEscape, 0), ("\\u{110000}", .unknownEscape, 0),
        ("\\u{}", .unknownEscape, 0), ("\\", .unknownEscape, 0), ("\\p{Nothing}", .unknownProperty, 0),
        ("\\p{L&}", .unknownProperty, 0), ("\\p{sc=}", .unknownProperty, 0), ("\\pL", .unknownEscape, 0),
        ("(?>a)", .invalidGroup, 0), ("(?i)a", .invalidGroup, 0), ("(?#x)", .invalidGroup, 0),
        ("(?C1)", .invalidGroup, 0), ("(?R)", .invalidGroup, 0), ("(?<1>a)", .invalidGroup, 3),
        ("(?<a>b)(?<a>c)", .duplicateGroupName, 7), ("\\1", .unknownReference, 0), ("\\k<x>", .unknownReference, 0),
        ("\\k", .unknownReference, 0), ("[\\B]", .unknownEscape, 1), ("(?P<a>b)", .invalidGroup, 0),
    ])
    func refusesWhatIsNoPattern(pattern: String, code: PatternError.Code, offset: Int) {
        let error = #expect(throws: PatternError.self) { try BoundedPattern(pattern) }
        #expect(error?.code == code)
        #expect(error?.offset == offset)
        #expect(error?.isRetryable == false)
    }

    @Test(arguments: [
        ("(?<=a+)b", PatternError.Code.unsupported), ("(?:(?:a{60000}){60000})", .tooComplex),
        (String(repeating: "(", count: 101) + String(repeating: ")", count: 101), .tooComplex),
        ("\\p{sc=Nowhere}", .unknownProperty), (String(repeating: "a", count: 8_193), .tooLong),
    ])
    func refusesWhatTheEngineCannotDo(pattern: String, code: PatternError.Code) {
        let error = #expect(throws: PatternError.self) { try BoundedPattern(pattern) }
        #expect(error?.code == code)
    }

    /// Known killers of back-tracking engines, each on a text that makes it try everything.
    @Test(arguments: [
        ("(a+)+$", "a", 30_000, "!"), ("^(a+)+$", "a", 30_000, "!"), ("(.*)*x", "a", 30_000, ""),
        ("(a|aa)+$", "a", 30_000, "!"), ("(a|a?)+$", "a", 30_000, "!"), ("(.*a){20}$", "a", 30_000, "!"),
        ("^(([a-z])+.)+[A-Z]([a-z])+$", "a", 30_000, "!"), ("(x+x+)+y", "x", 30_000, ""),
        (".*.*.*.*=.*", "a", 100_000, ""), (".*.*.*.*=.*", "=\n", 50_000, ""), ("\\s*\\s*\\s*$", " ", 100_000, "x"),
        ("(?=(a+))*$".replacing(")*", with: ")"), "a", 50_000, "!"), ("(a*)*\\1b", "a", 20_000, ""),
        ("((((a*)*)*)*)*b", "a", 20_000, ""), ("(?:(?:a?){50}){50}b", "a", 5_000, ""),
        ("[^x]*[^y]*[^z]*q", "a", 100_000, ""), ("(?<!a)b|(a|b|ab)*c", "ab", 30_000, ""),
        ("(\\w+\\s?)*$", "aaa ", 20_000, "!"),
        ("\"(?:[^\"\\\\]|\\\\.)*\"", "\"", 1, String(repeating: "a", count: 90_000)),
    ])
    func killerPatternsEndWithinTheBudget(pattern: String, unit: String, count: Int, tail: String) throws {
        let compiled = try BoundedPattern(pattern)
        let text = String(repeating: unit, count: count) + tail
        let clock = ContinuousClock()
        var outcome = BoundedPattern.Outcome.matched
        let elapsed = clock.measure { outcome = compiled.match(text) }
        print("killer \(pattern): \(outcome) in \(elapsed)")
        // For hangs: without a budget most of these take longer than a life.
        #expect(elapsed < .seconds(300), "\(pattern)")
    }

    @Test func exponentialPatternsRunOutOfBudget() throws {
        let text = String(repeating: "a", count: 40) + "!"
        #expect(try BoundedPattern("^(a|a)*$").match(text) == .budgetExceeded)
        #expect(try BoundedPattern("^(a+)+$").match(text) == .budgetExceeded)
    }

    @Test func ordinaryPatternsSearchLongTexts() throws {
        let text = String(repeating: "abc 123 ", count: 100_000)
        #expect(try BoundedPattern("^[a-z0-9 ]+$").match(text) == .matched)
        #expect(try BoundedPattern("xyz").match(text) == .notMatched)
        #expect(try BoundedPattern("\\d{4}").match(text) == .notMatched)
    }

    @Test func textsBeyondTheLimitAreNotSearched() throws {
        let compiled = try BoundedPattern("a", limits: .init(textBytes: 3))
        #expect(compiled.match("xxa") == .matched)
        #expect(compiled.match("xxxa") == .budgetExceeded)
    }

    @Test func outcomesDoNotDependOnEarlierSearches() throws {
        let compiled = try BoundedPattern("^(a|a)*$")
        #expect(compiled.match("aaa") == .matched)
        #expect(compiled.match(String(repeating: "a", count: 40) + "!") == .budgetExceeded)
        #expect(compiled.match("aaa") == .matched)
        #expect(compiled.match("aab") == .notMatched)
    }

    @Test func onePatternServesSeveralThreads() async throws {
        let compiled = try BoundedPattern("^(?:[a-z]+-)*[a-z]+$")
        let wrong = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<2_000).count { index in
                        let text = index.isMultiple(of: 2) ? "abc-def-ghi" : "abc--def"
                        return (compiled.match(text) == .matched) != index.isMultiple(of: 2)
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }
}
