import TestSupport
import Testing

@Suite struct GoldenTests {
    @Test func anEqualTextIsNoIssueAndTheFileStays() throws {
        try TestFolder.with { folder in
            try TestFolder.write(Array("a\nb\n".utf8), to: folder + "/golden")
            #expect(try Golden.issue(with: "a\nb\n".utf8, at: folder + "/golden", isRecording: false) == nil)
            #expect(try TestFolder.read(folder + "/golden") == Array("a\nb\n".utf8))
        }
    }

    @Test func theFirstLineThatDiffersIsToldWithItsCommand() {
        let difference = Golden.difference(
            between: Array("$ reeve plan\nsame\nold\n$ reeve apply\n".utf8),
            and: Array("$ reeve plan\nsame\nnew\n$ reeve apply\n".utf8))
        #expect(
            difference == """
                line 3 differs, below '$ reeve plan'
                expected:
                    old
                    $ reeve apply
                    \("")
                found:
                    new
                    $ reeve apply
                    \("")

                """)
    }

    @Test func bytesCountAndNotWhatTheyLookLike() {
        #expect(Golden.difference(between: Array("a\r\n".utf8), and: Array("a\n".utf8)) != nil)
        #expect(Golden.difference(between: Array("\u{E9}".utf8), and: Array("e\u{301}".utf8)) != nil)
        #expect(Golden.difference(between: Array("a\n".utf8), and: Array("a\n\n".utf8))?.hasPrefix("line 3") == true)
    }

    @Test func aDifferenceFailsAndLeavesTheFileAlone() throws {
        try TestFolder.with { folder in
            try TestFolder.write(Array("old\n".utf8), to: folder + "/golden")
            let issue = try Golden.issue(with: "new\n".utf8, at: folder + "/golden", isRecording: false)
            #expect(issue?.contains("golden, line 1 differs") == true)
            #expect(try TestFolder.read(folder + "/golden") == Array("old\n".utf8))
        }
    }

    @Test(arguments: ["old\n", "new\n"])
    func aRunThatRecordsWritesTheFileAndFailsWhateverWasInIt(old: String) throws {
        try TestFolder.with { folder in
            try TestFolder.write(Array(old.utf8), to: folder + "/golden")
            let issue = try Golden.issue(with: "new\n".utf8, at: folder + "/golden", isRecording: true)
            #expect(issue?.hasPrefix("recorded ") == true)
            #expect(try TestFolder.read(folder + "/golden") == Array("new\n".utf8))
        }
    }
}
