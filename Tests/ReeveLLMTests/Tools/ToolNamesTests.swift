import TestSupport
import Testing

@testable import ReeveLLM

@Suite struct ToolNamesTests {
    private func isAllowed(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
                    || byte == 45
            }
    }

    @Test func anOrdinaryAddressStaysReadable() {
        let names = ToolNames(offered: ["git/git_log", "reeve/delegate", "fs/read.file"])
        #expect(names.wire(of: "git/git_log") == "git__git_log")
        #expect(names.wire(of: "reeve/delegate") == "reeve__delegate")
        #expect(names.wire(of: "fs/read.file") == "fs__read_file")
        #expect(names.ours(of: "fs__read_file") == "fs/read.file")
    }

    @Test func namesThatWouldMeetAreToldApart() {
        let names = ["a/b.c", "a/b_c", "a/b-c", "a__b_c", "a/b c"]
        let map = ToolNames(offered: names)
        #expect(Set(names.map(map.wire)).count == names.count)
        // Of the names that meet none keeps the plain form, so that none takes another's when the set grows.
        #expect(map.wire(of: "a/b.c") != "a__b_c")
        #expect(map.wire(of: "a/b-c") == "a__b-c")
    }

    @Test func aNameInTheFormOfAnothersDigestIsToldApart() {
        let long = String(repeating: "x", count: 100)
        let wire = ToolNames(offered: [long]).wire(of: long)
        let map = ToolNames(offered: [long, wire])
        #expect(map.wire(of: long) != map.wire(of: wire))
        #expect(map.ours(of: map.wire(of: long)) == long)
    }

    @Test func offeredToolsDoNotMoveForWhatAModelMadeUp() {
        let alone = ToolNames(offered: ["git/git_log"])
        let beside = ToolNames(offered: ["git/git_log"], mentioned: ["git__git_log", "git/git.log", "", "rm -rf /"])
        #expect(beside.wire(of: "git/git_log") == alone.wire(of: "git/git_log"))
        #expect(beside.ours(of: "git__git_log") == "git/git_log")
        for name in ["git__git_log", "git/git.log", "", "rm -rf /"] { #expect(isAllowed(beside.wire(of: name))) }
    }

    @Test func anUnknownNameStaysAsItIs() {
        #expect(ToolNames(offered: ["a/b"]).ours(of: "never/offered") == "never/offered")
    }

    @Test func everySetOfNamesMapsThereAndBackInAnyOrder() {
        var generator = SeededGenerator(seed: SeededGenerator.chosenSeed())
        let letters = Array("ab._-/é 😀")
        for _ in 0..<500 {
            let count = Int.random(in: 1...30, using: &generator)
            let names = (0..<count).map { _ in
                let length = Int.random(in: 0...8, using: &generator) * (Bool.random(using: &generator) ? 1 : 16)
                return String((0..<length).map { _ in letters.randomElement(using: &generator) ?? "a" })
            }
            let map = ToolNames(offered: names)
            #expect(map == ToolNames(offered: names.shuffled(using: &generator)), "seed \(generator.seed)")
            for name in names {
                #expect(isAllowed(map.wire(of: name)), "'\(name)', seed \(generator.seed)")
                #expect(map.ours(of: map.wire(of: name)) == name, "'\(name)', seed \(generator.seed)")
            }
            #expect(Set(names.map(map.wire)).count == Set(names).count, "seed \(generator.seed)")
            #expect(map.ours(of: map.free("answer")) == map.free("answer"))
        }
    }
}
