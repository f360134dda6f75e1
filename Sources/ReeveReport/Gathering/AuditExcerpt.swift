import ReeveAudit
import ReeveJSON

/// The part of the log that a batch wrote, with proof that it is in the log.
package struct AuditExcerpt: Sendable, Hashable {
    /// Ascending by sequence; all with a proof, or none where the log has no checkpoint.
    package var lines: [SegmentLine]
    /// The newest signed checkpoint; nil where there is none yet.
    package var checkpoint: SignedCheckpoint?
    /// The key that signed it, where the caller knows it.
    package var key: VerifierKey?
    /// Entries of this batch that are newer than the checkpoint; no line stands for them.
    package var unsignedCount: Int
    /// The size of the whole log.
    package var logSize: UInt64

    package init(
        lines: [SegmentLine] = [], checkpoint: SignedCheckpoint? = nil, key: VerifierKey? = nil,
        unsignedCount: Int = 0, logSize: UInt64 = 0
    ) {
        self.lines = lines
        self.checkpoint = checkpoint
        self.key = key
        self.unsignedCount = unsignedCount
        self.logSize = logSize
    }

    /// The content of `audit.jsonl`.
    package var segmentBytes: [UInt8] { lines.flatMap(\.bytes) }
}
