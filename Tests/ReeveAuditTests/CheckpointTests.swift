import Crypto
import ReeveAudit
import ReeveJSON
import Testing

@Suite struct CheckpointTests {
    /// The note of c2sp.org/signed-note's reference implementation (golang.org/x/mod/sumdb/note).
    private let note = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

        """
    private let vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"

    @Test func acceptsANoteOfTheReferenceImplementation() throws {
        let key = try VerifierKey(vkey: vkey)
        #expect(key.vkey == vkey)
        let parsed = try SignedNote(parsing: Array(note.utf8))
        #expect(parsed.bytes == Array(note.utf8))
        let signature = try #require(parsed.signatures.first)
        #expect(signature.keyName == "PeterNeumann")
        #expect(signature.keyID == key.id)
        let publicKey = try Curve25519.Signing.PublicKey(rawRepresentation: key.publicKey)
        #expect(publicKey.isValidSignature(signature.bytes, for: Array(parsed.text.utf8)))
    }

    @Test(arguments: [
        "", "\n", "text\n", "text\n\n", "text\n\n— a\n", "text\n\n— a b c\n", "text\n\n— a AAAA\n",
        "text\n\n- a AAAAAAAA\n", "text\n\n— a AAAAAAAA", "text\n\n— a+b AAAAAAAA\n", "te\rxt\n\n— a AAAAAAAA\n",
        "text\n\n— a AAAAAAA\n", "text\n— a AAAAAAAA\n", "text\n\n— a AAAAAAB=\n",
    ])
    func malformedNotesAreRefused(text: String) {
        #expect { try SignedNote(parsing: Array(text.utf8)) } throws: { ($0 as? AuditError)?.code == .invalidNote }
    }

    @Test func notesAreBounded() {
        let line = "— a AAAAAAAA\n"
        let many = "text\n\n" + String(repeating: line, count: 65)
        #expect(throws: AuditError.self) { try SignedNote(parsing: Array(many.utf8)) }
        #expect(throws: AuditError.self) {
            try SignedNote(parsing: [UInt8](repeating: 0x61, count: 300_000) + Array("\n\n\(line)".utf8))
        }
        #expect(throws: AuditError.self) { try SignedNote(parsing: [0xFF, 0x0A] + Array("\n\(line)".utf8)) }
    }

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

    @Test(arguments: [
        "", "a+b", "a+00000000+AAAA", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ])
    func malformedKeysAreRefused(text: String) {
        #expect { try VerifierKey(vkey: text) } throws: { ($0 as? AuditError)?.code == .invalidKey }
    }

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

    @Test func headKnowsWhenACheckpointIsDue() async throws {
        var log = try await SampleLog.make(0, signedAt: [])
        let start = SampleLog.start
        #expect(!log.head.isCheckpointDue(now: start))
        log.append(SampleLog.event(0))
        #expect(log.head.isCheckpointDue(now: start))
        try await log.sign()
        let signedAt = start.advanced(by: .seconds(1))
        #expect(!log.head.isCheckpointDue(now: signedAt.advanced(by: .seconds(600))))
        log.append(SampleLog.event(1))
        #expect(!log.head.isCheckpointDue(now: signedAt.advanced(by: .seconds(59))))
        #expect(log.head.isCheckpointDue(now: signedAt.advanced(by: .seconds(60))))
        #expect(log.head.isCheckpointDue(now: signedAt, entries: 1))
        #expect(try AuditLogHead(json: log.head.json) == log.head)
        // The same checkpoint again does not follow itself.
        let first = log.checkpoints[0].checkpoint
        #expect(throws: AuditError.self) { try log.head.record(first) }
    }
}

@Suite struct Ed25519VectorTests {
    /// Project Wycheproof: what a verifier of ours would take for a signature.
    @Test func everyVectorAgrees() throws {
        let groups = try #require(try Fixture.json("wycheproof/ed25519_test.json")["testGroups"]?.array)
        var count = 0
        for group in groups {
            let bytes = try #require(Hex.decode(group["publicKey"]?["pk"]?.string ?? ""))
            let key = try VerifierKey(name: "vector", publicKey: bytes)
            let verifier = try Curve25519.Signing.PublicKey(rawRepresentation: key.publicKey)
            for test in group["tests"]?.array ?? [] {
                let message = try #require(Hex.decode(test["msg"]?.string ?? "-"))
                let signature = try #require(Hex.decode(test["sig"]?.string ?? "-"))
                let isValid = verifier.isValidSignature(signature, for: message)
                #expect(isValid == (test["result"]?.string == "valid"), "\(test["tcId"]?.int ?? 0)")
                count += 1
            }
        }
        #expect(count == 151)
    }
}
