package import ReeveJSON

/// The right edge of a Merkle tree (RFC 9162, section 2.1): all that is needed to append and to
/// know the root, in at most 64 hashes.
///
/// ```swift
/// var frontier = MerkleFrontier()
/// frontier.append(.leaf(entryBytes))
/// frontier.root
/// ```
package struct MerkleFrontier: Sendable, Hashable {
    /// The count of leaves.
    package private(set) var size: UInt64

    // INVARIANT (one peak a bit): one root of a perfect subtree for each bit that is set in `size`,
    // the largest subtree first.
    private var peaks: [MerkleHash]

    package init() {
        size = 0
        peaks = []
    }

    /// Adds one leaf; one node hash on average, at most 64.
    package mutating func append(_ leaf: MerkleHash) {
        var subtree = leaf
        var carried = size
        while carried & 1 == 1, let left = peaks.popLast() {
            subtree = .node(left, subtree)
            carried >>= 1
        }
        peaks.append(subtree)
        size += 1
    }

    /// The root of the tree of the leaves so far.
    package var root: MerkleHash {
        guard var result = peaks.last else { return .emptyRoot }
        for peak in peaks.dropLast().reversed() { result = .node(peak, result) }
        return result
    }
}

extension MerkleFrontier {
    /// `{"peaks": ["<hex>", ...], "size": n}`.
    package var json: JSONValue {
        ["peaks": JSONValue(peaks.map(\.hex)), "size": .number(JSONNumber(Int64(clamping: size)))]
    }

    /// - Throws: ``AuditError`` with code `invalidFrontier`.
    package init(json: JSONValue) throws(AuditError) {
        guard let object = json.object, object.count == 2, let count = object["size"]?.number?.int64, count >= 0,
            let texts = object["peaks"]?.array
        else { throw AuditError(.invalidFrontier, "a frontier has the members peaks and size") }
        let hashes = texts.compactMap { $0.string.flatMap(MerkleHash.init(hex:)) }
        guard hashes.count == texts.count, hashes.count == count.nonzeroBitCount else {
            throw AuditError(.invalidFrontier, "a frontier of size \(count) has \(count.nonzeroBitCount) peaks")
        }
        size = UInt64(count)
        peaks = hashes
    }
}
