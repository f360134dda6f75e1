import ReeveJSON

/// A line that is still in the reader's buffer; the entry is not copied.
struct SegmentLineView {
    static let expectation = "not a line of a segment file"

    let sequence: Int64
    /// Where the entry's bytes are, unless `entryCopy` has them.
    let entry: Range<Int>
    let entryCopy: [UInt8]?
    let leafHash: MerkleHash?
    let proof: SegmentLine.Proof?

    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        var values: [Range<Int>?] = [nil, nil, nil, nil, nil, nil]
        var isValid = true
        let isObject = RawMembers.scan(bytes) { key, value in
            guard let slot = Self.slot(bytes, key), values[slot] == nil else {
                isValid = false
                return
            }
            values[slot] = value
        }
        guard isObject, isValid, let sequence = values[4].flatMap({ RawMembers.integer(bytes, $0) }) else { return nil }
        self.sequence = sequence

        switch (values[0], values[1]) {
        case (let range?, nil):
            guard bytes[range.lowerBound] == UInt8(ascii: "{") else { return nil }
            entry = range
            entryCopy = nil
        case (nil, let range?):
            guard let text = Self.quoted(bytes, range), let decoded = Base64.decode(text) else { return nil }
            entry = range
            entryCopy = decoded
        default: return nil
        }

        if let range = values[2] {
            guard let hash = Self.quoted(bytes, range).flatMap(MerkleHash.init(hex:)) else { return nil }
            leafHash = hash
        } else {
            leafHash = nil
        }

        switch (values[3], values[5]) {
        case (nil, nil): proof = nil
        case (let range?, let size?):
            guard range.count <= 64 * 80, let treeSize = RawMembers.integer(bytes, size),
                case .success(.array(let texts)) = JSONParser.parse(UnsafeBufferPointer(rebasing: bytes[range]))
            else { return nil }
            let hashes = texts.compactMap { $0.string.flatMap(MerkleHash.init(hex:)) }
            guard hashes.count == texts.count, hashes.count <= 64 else { return nil }
            proof = SegmentLine.Proof(treeSize: UInt64(treeSize), hashes: hashes)
        default: return nil
        }
    }

    private static func slot(_ bytes: UnsafeBufferPointer<UInt8>, _ key: Range<Int>) -> Int? {
        let names: [StaticString] = ["entry", "entry_base64", "leaf_hash", "proof", "sequence", "tree_size"]
        return names.firstIndex { RawMembers.equals(bytes, key, $0) }
    }

    /// The text between the quotes; nil if there are none. Escapes are not undone: what is wanted has none.
    private static func quoted(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> String? {
        guard range.count >= 2, bytes[range.lowerBound] == UInt8(ascii: "\"") else { return nil }
        return String(decoding: bytes[range.lowerBound + 1..<range.upperBound - 1], as: UTF8.self)
    }
}
