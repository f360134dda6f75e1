import ReeveAudit
import ReeveJSON
import Testing

@Suite struct CheckpointVerifierTests {
    @Test func everyChangedByteOfACheckpointIsRefused() async throws {
        let log = try await SampleLog.make(3, signedAt: [3])
        let verifier = CheckpointVerifier(keys: [log.signer.verifierKey])
        let bytes = log.checkpoints[0].bytes
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            guard let read = try? SignedCheckpoint(parsing: changed) else { continue }
            if case .trusted = verifier.verify(read) { Issue.record("byte \(index) could be changed") }
        }
    }

    @Test func verifierTellsItsRefusalsApart() async throws {
        let log = try await SampleLog.make(1, signedAt: [1])
        let key = log.signer.verifierKey
        let other = try Ed25519CheckpointSigner(name: SampleLog.name, seed: Array(repeating: 9, count: 32))
        let signed = log.checkpoints[0]
        #expect(
            CheckpointVerifier(keys: [other.verifierKey]).verify(signed)
                == .unknownKey([
                    "\(key.name)+\(String(key.id, radix: 16))"
                ]))
        #expect(CheckpointVerifier(keys: [key], origin: "other").verify(signed) == .otherOrigin(SampleLog.name))
        let edited = try SignedCheckpoint(parsing: signed.bytes.replacing("\n1\n", with: "\n2\n"))
        #expect(CheckpointVerifier(keys: [key]).verify(edited) == .badSignature(key))
    }

    @Test func cosignaturesOfOthersAreIgnored() async throws {
        let log = try await SampleLog.make(1, signedAt: [1])
        let cosigned = try SignedCheckpoint(
            parsing: log.checkpoints[0].bytes + Array("— witness.example AAAAAAAAAAAA\n".utf8))
        let key = log.signer.verifierKey
        #expect(CheckpointVerifier(keys: [key]).verify(cosigned) == .trusted(key))
        #expect(cosigned.checkpoint.digest == log.checkpoints[0].checkpoint.digest)
    }
}
