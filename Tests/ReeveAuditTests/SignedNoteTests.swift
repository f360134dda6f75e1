import Crypto
import ReeveAudit
import ReeveJSON
import Testing

@Suite struct SignedNoteTests {
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
}
