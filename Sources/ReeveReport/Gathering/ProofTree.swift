import ReeveAudit
import ReeveStore

/// The inner nodes of the log's tree at one size, kept by level, so that many proofs cost one reading of the leaves.
///
/// Takes 64 bytes for each leaf: a log of a million entries needs 64 MB while the proofs are made.
struct ProofTree {
    private let levels: [[MerkleHash]]
    private let size: UInt64

    /// Reads the leaves from 0 up to `size`.
    init(size: UInt64, reading rows: any StoreReading) throws(StoreError) {
        var leaves: [MerkleHash] = []
        leaves.reserveCapacity(Int(size))
        while leaves.count < Int(size) {
            let page = try rows.auditLeaves(from: Int64(leaves.count), limit: min(50_000, Int(size) - leaves.count))
            guard !page.isEmpty else { break }
            leaves += page
        }
        var levels = [leaves]
        while let below = levels.last, below.count > 1 {
            levels.append((0..<below.count / 2).map { .node(below[2 * $0], below[2 * $0 + 1]) })
        }
        self.levels = levels
        self.size = size
    }

    /// - Throws: ``AuditError`` with code `outOfRange` where the store has fewer leaves than the checkpoint covers.
    func proof(of sequence: Int64) throws -> SegmentLine.Proof {
        let hashes = try MerkleProof.inclusion(index: UInt64(sequence), size: size) { level, index in
            guard levels.indices.contains(level), index < levels[level].count else {
                throw AuditError(.outOfRange, "node \(index) of level \(level) in a log of size \(size)")
            }
            return levels[level][Int(index)]
        }
        return SegmentLine.Proof(treeSize: size, hashes: hashes)
    }
}
