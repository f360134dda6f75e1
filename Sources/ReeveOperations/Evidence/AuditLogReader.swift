import ReeveAudit
import ReeveJSON
import ReeveStore

/// Gives the log of a store to the verifier, page by page.
enum AuditLogReader {
    private static let pageSize = 4_096

    /// - Throws: ``StoreError``; ``AuditError`` where a stored checkpoint is no signed note.
    static func verify(
        _ store: any Store, keys: [VerifierKey], kept: [AuditVerifier.LabelledCheckpoint], now: Timestamp,
        mismatch: CheckpointFile.Mismatch? = nil
    ) async throws -> AuditVerification {
        try await store.read { reading throws(StoreError) in
            var checkpoints: [AuditVerifier.LabelledCheckpoint] = []
            var from: Int64 = 0
            while true {
                let page = try reading.checkpoints(fromSize: from, limit: pageSize)
                for record in page {
                    guard let signed = try? SignedCheckpoint(parsing: record.note) else {
                        throw StoreError(.corrupt, "the checkpoint of size \(record.size) is no signed note")
                    }
                    guard Int64(clamping: signed.checkpoint.size) == record.size,
                        signed.checkpoint.time == record.createdAt
                    else {
                        throw StoreError(
                            .corrupt, "the row of the checkpoint of size \(record.size) does not say what its note says"
                        )
                    }
                    checkpoints.append(.init(label: "of size \(record.size)", signed: signed))
                }
                guard let last = page.last, page.count == pageSize else { break }
                from = last.size + 1
            }
            var verifier = AuditVerifier(
                checkpoints: checkpoints + kept, trusted: CheckpointVerifier(keys: keys), now: now,
                options: .init(expectsLeaves: true, expectsAllCheckpoints: kept.isEmpty))
            if let mismatch {
                verifier.add(
                    mismatch.kind, checkpoint: mismatch.path,
                    expected: "a log that has grown from its \(mismatch.kept.size) entries",
                    found: "one of \(mismatch.size)")
            }
            var next: Int64 = 0
            while true {
                let entries = try reading.indexedAuditEntries(from: next, limit: pageSize)
                for entry in entries {
                    verifier.add(
                        sequence: entry.sequence, entry: entry.bytes, leafHash: entry.leafHash,
                        differingColumn: entry.differingColumn)
                }
                guard let last = entries.last, entries.count == pageSize else { return verifier.finish() }
                next = last.sequence + 1
            }
        }
    }
}
