package import ReeveAudit
package import ReeveJSON

/// Signs the head of a store's log.
package struct Checkpointer: Sendable {
    private let store: any Store
    private let signer: any CheckpointSigner

    package init(store: any Store, signer: any CheckpointSigner) {
        self.store = store
        self.signer = signer
    }

    /// Signs the present log and stores the checkpoint. Nil where nothing is new since the last checkpoint. Safe to
    /// repeat.
    ///
    /// The signature is made outside the transaction. Where the log has another checkpoint by the time of the write,
    /// this one is dropped and the answer is nil.
    ///
    /// - Throws: ``StoreError``, ``AuditError``, and what the signer throws.
    package func sign(now: Timestamp) async throws -> [UInt8]? {
        let head = try await store.read { rows throws(StoreError) in try rows.auditHead() }
        guard head.frontier.size > head.lastCheckpoint?.size ?? 0 else { return nil }
        let checkpoint = try head.checkpoint(origin: signer.verifierKey.name, now: now)
        let signed = try await SignedCheckpoint(checkpoint, signedBy: signer)
        let bytes = signed.bytes
        let isStored = try await store.write { rows throws(StoreError) in
            var current = try rows.auditHead()
            guard current.lastCheckpoint == head.lastCheckpoint else { return false }
            do throws(AuditError) {
                try current.record(checkpoint)
            } catch {
                throw StoreError(.invalidRequest, "the checkpoint does not follow the newest one")
            }
            try rows.append(CheckpointRecord(size: Int64(checkpoint.size), createdAt: now, note: bytes), head: current)
            return true
        }
        return isStored ? bytes : nil
    }
}
