import TestSupport
import Testing

@testable import ReevePattern

@Suite struct GlobTests {
    @Test(arguments: [
        ("tool:git/*", ["tool:git/git_log", "tool:git/"], ["tool:git/a/b", "tool:git", "tool:GIT/x"]),
        ("tool:**", ["tool:", "tool:git/log", "tool:a/b/c"], ["resource:a"]),
        ("tool:*/read_?", ["tool:fs/read_1"], ["tool:fs/read_", "tool:fs/x/read_1", "tool:fs/read_/"]),
        ("tool:g[a-z]t/[x_-]", ["tool:git/x", "tool:git/-", "tool:git/_"], ["tool:g1t/x", "tool:git/y"]),
        ("a/**/b", ["a//b", "a/x/b", "a/x/y/b"], ["a/b", "a/x"]),
        ("**/b", ["/b", "a/b", "a/c/b"], ["b"]),
        ("*", ["", "abc"], ["a/b"]),
        ("**", ["", "a/b"], []),
        ("[*]", ["*"], ["a"]), ("[{]a[}]", ["{a}"], ["a"]), ("f(x)", ["f(x)"], ["fx"]),
        ("a[.-1]b", ["a.b", "a0b"], ["a/b"]),
        ("é", ["\u{E9}"], ["e\u{301}"]),
        ("literal", ["literal"], ["Literal", "literal2", "litera"]),
    ])
    func matchesWholeAddresses(glob: String, matching: [String], others: [String]) throws {
        let compiled = try Glob(glob)
        for text in matching { #expect(compiled.matches(text), "\(glob) on \(text)") }
        for text in others { #expect(!compiled.matches(text), "\(glob) on \(text)") }
    }

    @Test func actionsArePartedAtDots() throws {
        let glob = try Glob.action("tool.*")
        #expect(glob.matches("tool.invoke"))
        #expect(!glob.matches("tool.invoke.now"))
        #expect(!glob.matches("task.execute"))
        #expect(try Glob.action("*").matches("tool") && !Glob.action("*").matches("tool.list"))
        #expect(try Glob.action("**").matches("tool.list"))
    }

    @Test func literalPrefixIsWhatAnIndexNeeds() throws {
        #expect(try Glob("tool:git/*").literalPrefix == "tool:git/")
        #expect(try !Glob("tool:git/*").isLiteral)
        #expect(try Glob("tool:git/log").isLiteral)
        #expect(try Glob("**").literalPrefix == "")
    }

    @Test(arguments: [
        ("", GlobError.Code.empty, 0), ("a***", .tooManyStars, 1), ("a[bc", .unclosedClass, 1), ("a]", .loneBracket, 1),
        ("a[]", .emptyClass, 1), ("[/]", .emptyClass, 0), ("[b-a]", .rangeOutOfOrder, 1), ("!a", .negation, 0),
        ("[!a]", .negation, 1), ("[^a]", .negation, 1), ("a\\*", .escape, 1), ("[\\]]", .escape, 1),
        (String(repeating: "a", count: 1_025), .tooLong, 0), ("x/{a,b}", .braces, 2), ("a}", .braces, 1),
        ("x/@(a|b)", .group, 2), ("+(a)", .group, 0), ("x*(a)", .group, 1),
    ])
    func refusesWhatIsNoGlob(glob: String, code: GlobError.Code, offset: Int) {
        #expect(throws: GlobError(code, at: offset)) { try Glob(glob) }
    }

    @Test(arguments: [("*:git/x", 0), ("tool", 4), ("to*l:x", 2)])
    func targetsNeedALiteralType(target: String, offset: Int) {
        #expect(throws: GlobError(.prefixNotLiteral, at: offset)) { try Glob.target(target) }
    }

    /// One that blows up never ends.
    @Test(.timeLimit(.minutes(15))) func starsDoNotBlowUp() throws {
        let glob = try Glob(String(repeating: "*a", count: 300) + "b")
        #expect(!glob.matches(String(repeating: "a", count: 10_000)))
    }

    @Test func agreesWithANaiveMatcher() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("glob property seed: \(seed)")
        var random = SeededGenerator(seed: seed)
        var read = 0
        for _ in 0..<4_000 {
            let source = random.text(of: ["a", "b", "/", "*", "**", "?", "[ab]", "[a-b/]"], upTo: 7)
            guard let glob = try? Glob(source) else { continue }
            read += 1
            // The same glob behind a long literal takes the path for many states.
            let long = try Glob(String(repeating: "x", count: 70) + source)
            for _ in 0..<8 {
                let text = random.text(of: ["a", "b", "/", "c"], upTo: 6)
                let expected = naive(Array(source.unicodeScalars), Array(text.unicodeScalars))
                #expect(glob.matches(text) == expected, "\(source) on \(text), seed \(seed)")
                #expect(long.matches(String(repeating: "x", count: 70) + text) == expected)
            }
        }
        #expect(read > 2_000, "hardly any of the texts is a glob, seed \(seed)")
    }

    @Test func intersectionAgreesWithAllShortTexts() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("glob intersection seed: \(seed)")
        var random = SeededGenerator(seed: seed)
        var texts = [""]
        for _ in 0..<5 { texts += texts.flatMap { text in ["a", "b", "/"].map { text + $0 } } }
        texts = Array(Set(texts))
        let pieces = ["a", "b", "/", "*", "**", "?", "[ab]"]
        var compared = 0
        for _ in 0..<2_000 where compared < 400 {
            guard let left = try? Glob(random.text(of: pieces, upTo: 4)),
                let right = try? Glob(random.text(of: pieces, upTo: 4))
            else { continue }
            compared += 1
            let shares = texts.contains { left.matches($0) && right.matches($0) }
            // Two globs of four pieces that meet at all meet in at most eight characters; five catch most.
            if shares { #expect(left.intersects(right), "\(left) and \(right), seed \(seed)") }
            if !left.intersects(right) { #expect(!shares, "\(left) and \(right), seed \(seed)") }
            #expect(left.intersects(right) == right.intersects(left))
        }
        #expect(compared == 400, "hardly any of the texts is a glob, seed \(seed)")
        #expect(try Glob("tool:git/*").intersects(Glob("tool:*/log")))
        #expect(try !Glob("tool:git/*").intersects(Glob("tool:fs/**")))
        #expect(try !Glob("a*").intersects(Glob("*/b")))
        #expect(try Glob("a**").intersects(Glob("*/b")))
        #expect(try !Glob("[ab]").intersects(Glob("[cd]")))
    }

    /// Tries every way; exponential, so for short texts only.
    private func naive(_ glob: [Unicode.Scalar], _ text: [Unicode.Scalar]) -> Bool {
        guard let first = glob.first else { return text.isEmpty }
        let rest = Array(glob.dropFirst())
        switch first {
        case "*" where rest.first == "*":
            let after = Array(rest.dropFirst())
            return (0...text.count).contains { naive(after, Array(text.dropFirst($0))) }
        case "*":
            let segment = text.prefix { $0 != "/" }.count
            return (0...segment).contains { naive(rest, Array(text.dropFirst($0))) }
        case "?": return text.first.map { $0 != "/" } == true && naive(rest, Array(text.dropFirst()))
        case "[":
            let end = rest.firstIndex(of: "]") ?? 0
            return (text.first == "a" || text.first == "b")
                && naive(Array(rest[(end + 1)...]), Array(text.dropFirst()))
        default: return text.first == first && naive(rest, Array(text.dropFirst()))
        }
    }
}

extension SeededGenerator {
    mutating func text(of pieces: [String], upTo count: Int) -> String {
        (0..<Int.random(in: 0...count, using: &self)).map { _ in pieces.randomElement(using: &self) ?? "" }.joined()
    }
}
