import ReeveAudit
import ReeveJSON
import Testing

@Suite struct CheckpointSignerTests {
    private struct BrokenSigner: CheckpointSigner {
        let verifierKey: VerifierKey
        func signature(over text: [UInt8]) -> [UInt8] { Array(repeating: 0, count: 64) }
    }

    @Test func aSignersAnswerIsVerified() async throws {
        let log = try await SampleLog.make(1, signedAt: [])
        let broken = BrokenSigner(verifierKey: log.signer.verifierKey)
        let checkpoint = try log.head.checkpoint(origin: SampleLog.name, now: SampleLog.start)
        await #expect { try await SignedCheckpoint(checkpoint, signedBy: broken) } throws: {
            ($0 as? AuditError)?.code == .signing && ($0 as? AuditError)?.isRetryable == true
        }
        #expect(throws: AuditError.self) { try Ed25519CheckpointSigner(name: "a", seed: [1]) }
        #expect(throws: AuditError.self) { try log.head.checkpoint(origin: "a b", now: SampleLog.start) }
    }
}
