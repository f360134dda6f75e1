import Crypto
import ReeveAudit
import ReeveJSON
import Testing

@Suite struct CheckpointTests {
    @Test(arguments: [
        "a\n1\n", "a\n01\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "a\n+1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "a\n99999999999999999999\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", "a\n1\nAAAA\n",
        "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\nx\n",
        "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nprevious x\n",
        "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\ntime yesterday\n",
    ])
    func malformedCheckpointsAreRefused(text: String) {
        #expect { try Checkpoint(noteText: text) } throws: { ($0 as? AuditError)?.code == .invalidCheckpoint }
    }

    @Test func checkpointOfTheSpecificationIsRead() throws {
        let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nmore: x\n"
        let checkpoint = try Checkpoint(noteText: text)
        #expect(checkpoint.origin == "example.com/behind-the-sofa")
        #expect(checkpoint.size == 20_852_163)
        #expect(checkpoint.time == nil)
        #expect(checkpoint.otherExtensions == ["more: x"])
        #expect(checkpoint.noteText == text)
    }

    @Test func signedCheckpointSurvivesItsBytes() async throws {
        let log = try await SampleLog.make(3, signedAt: [2, 3])
        let signed = log.checkpoints[1]
        let read = try SignedCheckpoint(parsing: signed.bytes)
        #expect(read == signed)
        #expect(read.checkpoint.previous == log.checkpoints[0].checkpoint.digest)
        #expect(read.checkpoint.time == SampleLog.start.advanced(by: .seconds(3)))
        #expect(read.checkpoint.root == log.head.frontier.root)
        #expect(CheckpointVerifier(keys: [log.signer.verifierKey]).verify(read) == .trusted(log.signer.verifierKey))
    }
}
