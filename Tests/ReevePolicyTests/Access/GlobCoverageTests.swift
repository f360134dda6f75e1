import ReevePattern
import Testing

@testable import ReevePolicy

struct GlobCoverageTests {
    @Test(arguments: [
        ("tool:**", "tool:git/*", true), ("tool:git/*", "tool:**", false), ("tool:git/*", "tool:git/git_?", true),
        ("tool:*/*", "tool:**", false), ("a*b*", "a?*b", true), ("[a-c]", "[ab]", true), ("[ab]", "[a-c]", false),
        ("?", "[.-0]", true), ("*", "[.-0]", true), ("**", "*/**", true), ("*/**", "**", false), ("**a", "*a", true),
    ])
    func coverageIsToldFromTheText(outer: String, inner: String, isCovered: Bool) throws {
        #expect(GlobCoverage.covers(try Glob(outer), try Glob(inner)) == isCovered)
    }

    @Test func coverageAgreesWithEveryShortText() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("coverage seed: \(seed)")
        var random = RandomPolicies(seed: seed)
        var texts: [String] = [""]
        for length in 0..<6 {
            texts += texts.filter { $0.utf8.count == length }.flatMap { text in ["a", "b", "c", "/"].map { text + $0 } }
        }
        var covered = 0
        for _ in 0..<120 {
            let globs = [["*", "**", "[ab]", "?"], ["a", "b", "/"]].compactMap { own in
                let parts = own + ["a", "?", "[ab]", "*b", "**/", "*a"]
                return try? Glob((0...random.number(0..<3)).map { _ in random.pick(parts) }.joined(separator: ""))
            }
            // Stars may meet and become too many.
            guard globs.count == 2 else { continue }
            let isCovered = GlobCoverage.covers(globs[0], globs[1])
            covered += isCovered ? 1 : 0
            // The letter c stands for all that no glob names. Of automata this small a difference shows in a text this short.
            let expected = texts.allSatisfy { !globs[1].matches($0) || globs[0].matches($0) }
            #expect(isCovered == expected, "seed \(seed): \(globs[0]) over \(globs[1])")
        }
        #expect(covered > 0)
    }
}
