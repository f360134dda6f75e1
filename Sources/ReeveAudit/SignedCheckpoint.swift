import ReeveJSON

/// A checkpoint with its signatures.
package struct SignedCheckpoint: Sendable, Hashable {
    package let checkpoint: Checkpoint
    package let note: SignedNote

    /// - Throws: ``AuditError`` with code `invalidNote` or `invalidCheckpoint`.
    package init(parsing bytes: [UInt8]) throws(AuditError) {
        note = try SignedNote(parsing: bytes)
        checkpoint = try Checkpoint(noteText: note.text)
    }

    /// Signs a checkpoint, and verifies the signature before it is given out.
    ///
    /// - Throws: ``AuditError`` with code `signing`; what the signer throws.
    package init(_ checkpoint: Checkpoint, signedBy signer: any CheckpointSigner) async throws {
        let key = signer.verifierKey
        let signature = try await signer.signature(over: Array(checkpoint.noteText.utf8))
        guard key.isValid(signature, over: checkpoint.noteText) else {
            throw AuditError(.signing, "the signer's answer is no signature by \(key)")
        }
        self.checkpoint = checkpoint
        note = SignedNote(
            text: checkpoint.noteText,
            signatures: [SignedNote.Signature(keyName: key.name, keyID: key.id, bytes: signature)])
    }

    /// The note as it is stored and exchanged.
    package var bytes: [UInt8] { note.bytes }
}
