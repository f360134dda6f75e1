import ReeveAudit
import ReeveJSON

/// A tree by its definition, which the room computes in another way.
enum DefinedTree {
    static let leaves = (0..<67).map { MerkleHash.leaf([UInt8($0), 7]) }

    /// The definition of RFC 9162, section 2.1.1, word for word.
    static func root(_ leaves: ArraySlice<MerkleHash>) -> MerkleHash {
        guard let first = leaves.first else { return .emptyRoot }
        if leaves.count == 1 { return first }
        var k = 1
        while k * 2 < leaves.count { k *= 2 }
        let middle = leaves.startIndex + k
        return .node(root(leaves[..<middle]), root(leaves[middle...]))
    }
}
