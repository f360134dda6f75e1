/// Roots of perfect subtrees, computed from leaf hashes that are read one at a time.
package struct MerkleLeaves {
    private let leaf: (UInt64) throws -> MerkleHash

    package init(_ leaf: @escaping (UInt64) throws -> MerkleHash) { self.leaf = leaf }

    package init(_ leaves: [MerkleHash]) {
        leaf = { index in
            guard index < UInt64(leaves.count) else {
                throw AuditError(.outOfRange, "leaf \(index) of \(leaves.count)")
            }
            return leaves[Int(index)]
        }
    }

    /// The root of the perfect subtree; reads its `1 << level` leaves in order.
    package func node(level: Int, index: UInt64) throws -> MerkleHash {
        var frontier = MerkleFrontier()
        for offset in 0..<(1 as UInt64) << UInt64(level) {
            frontier.append(try leaf(index << UInt64(level) + offset))
        }
        return frontier.root
    }
}
