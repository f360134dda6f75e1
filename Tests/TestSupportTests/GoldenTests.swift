import TestSupport
import Testing

@Suite struct GoldenTests {
    @Test func anEqualTextIsNoIssueAndTheFileStays() throws {
        try TestFolder.with { folder in
            try TestFolder.write(Array("a\nb\n".utf8), to: folder + "/golden")
            try Golden.check("a\nb\n".utf8, at: folder + "/golden", isRecording: false)
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
            try withKnownIssue {
                try Golden.check("new\n".utf8, at: folder + "/golden", isRecording: false)
            } matching: { issue in
                issue.comments.contains { $0.rawValue.contains("golden, line 1 differs") }
            }
            #expect(try TestFolder.read(folder + "/golden") == Array("old\n".utf8))
        }
    }

    @Test(arguments: ["old\n", "new\n"])
    func aRunThatRecordsWritesTheFileAndFailsWhateverWasInIt(old: String) throws {
        try TestFolder.with { folder in
            try TestFolder.write(Array(old.utf8), to: folder + "/golden")
            try withKnownIssue {
                try Golden.check("new\n".utf8, at: folder + "/golden", isRecording: true)
            } matching: { issue in
                issue.comments.contains { $0.rawValue.hasPrefix("recorded ") }
            }
            #expect(try TestFolder.read(folder + "/golden") == Array("new\n".utf8))
        }
    }
}
