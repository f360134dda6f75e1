/// Inclusion and consistency proofs of a Merkle tree (RFC 9162, sections 2.1.3 and 2.1.4).
///
/// A proof is a list of hashes. Making one asks `node` for roots of perfect subtrees: `level` 0 is a
/// leaf, and `node(level, index)` covers the leaves from `index << level` on. A store may keep some
/// levels; ``MerkleLeaves`` computes them from the leaves.
package enum MerkleProof {
    package typealias NodeSource = (_ level: Int, _ index: UInt64) throws -> MerkleHash

    /// The proof that leaf `index` is in the tree of `size` leaves, from the leaf up.
    ///
    /// - Throws: ``AuditError`` with code `outOfRange` unless `index < size`; what `node` throws.
    package static func inclusion(index: UInt64, size: UInt64, node: NodeSource) throws -> [MerkleHash] {
        guard index < size else { throw AuditError(.outOfRange, "leaf \(index) of a tree of size \(size)") }
        var proof: [MerkleHash] = []
        var range = 0..<size
        while range.upperBound - range.lowerBound > 1 {
            let middle = range.lowerBound + largestPowerOfTwo(below: range.upperBound - range.lowerBound)
            if index < middle {
                proof.append(try root(of: middle..<range.upperBound, node: node))
                range = range.lowerBound..<middle
            } else {
                proof.append(try root(of: range.lowerBound..<middle, node: node))
                range = middle..<range.upperBound
            }
        }
        return proof.reversed()
    }

    /// The proof that the tree of `newSize` leaves begins with the tree of `oldSize` leaves.
    ///
    /// - Throws: ``AuditError`` with code `outOfRange` unless `0 < oldSize <= newSize`; what `node` throws.
    package static func consistency(from oldSize: UInt64, to newSize: UInt64, node: NodeSource) throws -> [MerkleHash] {
        guard oldSize > 0, oldSize <= newSize else {
            throw AuditError(.outOfRange, "consistency from size \(oldSize) to \(newSize)")
        }
        var proof: [MerkleHash] = []
        var range = 0..<newSize
        while range.upperBound != oldSize {
            let middle = range.lowerBound + largestPowerOfTwo(below: range.upperBound - range.lowerBound)
            if oldSize <= middle {
                proof.append(try root(of: middle..<range.upperBound, node: node))
                range = range.lowerBound..<middle
            } else {
                proof.append(try root(of: range.lowerBound..<middle, node: node))
                range = middle..<range.upperBound
            }
        }
        // The old tree itself is known to who asks; a subtree that ends with it is not.
        if range.lowerBound > 0 { proof.append(try root(of: range, node: node)) }
        return proof.reversed()
    }

    /// Whether `proof` leads from leaf `index` to `root` (RFC 9162, section 2.1.3.2).
    package static func isIncluded(
        leaf: MerkleHash, index: UInt64, size: UInt64, root: MerkleHash, proof: [MerkleHash]
    ) -> Bool {
        guard index < size else { return false }
        var position = index
        var last = size - 1
        var result = leaf
        for hash in proof {
            guard last > 0 else { return false }
            if position & 1 == 1 || position == last {
                result = .node(hash, result)
                while position & 1 == 0, position != 0 {
                    position >>= 1
                    last >>= 1
                }
            } else {
                result = .node(result, hash)
            }
            position >>= 1
            last >>= 1
        }
        return last == 0 && result == root
    }

    /// Whether `proof` shows that the tree with `newRoot` begins with the one with `oldRoot`
    /// (RFC 9162, section 2.1.4.2).
    ///
    /// Size 0 is refused: an empty tree proves nothing about what follows.
    package static func isConsistent(
        oldSize: UInt64, oldRoot: MerkleHash, newSize: UInt64, newRoot: MerkleHash, proof: [MerkleHash]
    ) -> Bool {
        guard oldSize > 0, oldSize <= newSize else { return false }
        if oldSize == newSize { return proof.isEmpty && oldRoot == newRoot }
        var rest = proof[...]
        var position = oldSize - 1
        var last = newSize - 1
        while position & 1 == 1 {
            position >>= 1
            last >>= 1
        }
        var old = oldRoot
        // A perfect old tree is itself the first node of the path.
        if oldSize & (oldSize - 1) != 0 {
            guard let first = rest.popFirst() else { return false }
            old = first
        }
        var new = old
        for hash in rest {
            guard last > 0 else { return false }
            if position & 1 == 1 || position == last {
                old = .node(hash, old)
                new = .node(hash, new)
                while position & 1 == 0, position != 0 {
                    position >>= 1
                    last >>= 1
                }
            } else {
                new = .node(new, hash)
            }
            position >>= 1
            last >>= 1
        }
        return last == 0 && old == oldRoot && new == newRoot
    }

    /// The root over `range`, whose lower bound is a multiple of the largest power of two within its length.
    static func root(of range: Range<UInt64>, node: NodeSource) throws -> MerkleHash {
        let count = range.upperBound - range.lowerBound
        if count & (count - 1) == 0 {
            let level = count.trailingZeroBitCount
            return try node(level, range.lowerBound >> UInt64(level))
        }
        let middle = range.lowerBound + largestPowerOfTwo(below: count)
        return .node(
            try root(of: range.lowerBound..<middle, node: node), try root(of: middle..<range.upperBound, node: node))
    }

    /// The largest power of two smaller than `count`, which is two or more.
    private static func largestPowerOfTwo(below count: UInt64) -> UInt64 {
        1 << UInt64(63 - (count - 1).leadingZeroBitCount)
    }
}
