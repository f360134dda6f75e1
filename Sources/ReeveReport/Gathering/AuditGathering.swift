import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore

/// Reads the events of a batch and proves that the log holds them.
struct AuditGathering {
    /// Decoded, ascending by sequence.
    private(set) var events: [AuditEvent] = []
    private var entries: [Int64: AuditEntry] = [:]

    /// - Parameter runs: The batch's runs, superseded ones included.
    init(batch: BatchRecord, runs: [ULID], reading rows: any StoreReading) throws(StoreError) {
        for run in runs { try collect(AuditFilter(run: run.text), reading: rows) }
        // What concerns the batch itself names it as its target.
        let types: Set<AuditEventType> = [.batchSubmitted, .batchFinished, .batchCancelled]
        try collect(
            AuditFilter(
                organizations: [batch.organization], types: types, targetContains: batch.id.text,
                from: batch.createdAt), reading: rows)
        events = entries.values.sorted { $0.sequence < $1.sequence }.compactMap {
            try? AuditEvent(decoding: $0.bytes)
        }
    }

    private mutating func collect(_ filter: AuditFilter, reading rows: any StoreReading) throws(StoreError) {
        try rows.everyAuditEntry(filter) { entry in
            entries[entry.sequence] = AuditEntry(
                sequence: entry.sequence, bytes: entry.bytes, leafHash: entry.leafHash)
        }
    }

    /// - Throws: ``StoreError`` (`corrupt`) where the log does not fit its checkpoint.
    func excerpt(
        checkpoint record: CheckpointRecord?, key: VerifierKey?, reading rows: any StoreReading
    ) throws(StoreError) -> AuditExcerpt {
        var excerpt = AuditExcerpt(key: key)
        excerpt.logSize = UInt64(try rows.auditHead().nextSequence)
        let sorted = entries.values.sorted { $0.sequence < $1.sequence }
        guard let record else {
            excerpt.lines = sorted.map { SegmentLine($0) }
            excerpt.unsignedCount = sorted.count
            return excerpt
        }
        do {
            let signed = try SignedCheckpoint(parsing: record.note)
            let size = signed.checkpoint.size
            guard size <= excerpt.logSize else {
                throw StoreError(
                    .corrupt, "audit log", underlying: "a checkpoint of size \(size) covers more than it holds")
            }
            excerpt.checkpoint = signed
            let covered = sorted.filter { UInt64($0.sequence) < size }
            excerpt.unsignedCount = sorted.count - covered.count
            guard !covered.isEmpty else { return excerpt }
            let tree = try ProofTree(size: size, reading: rows)
            excerpt.lines = try covered.map { SegmentLine($0, proof: try tree.proof(of: $0.sequence)) }
            return excerpt
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(.corrupt, "audit log", underlying: "\(error)")
        }
    }
}
