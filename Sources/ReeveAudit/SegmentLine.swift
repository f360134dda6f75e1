internal import ReeveJSON

/// One line of a segment file (`audit.jsonl`): an entry of the log and what is known about it.
///
/// `{"entry":{...},"leaf_hash":"<hex>","proof":["<hex>",...],"sequence":n,"tree_size":n}`
///
/// `entry` stands as it is stored, byte for byte. Stored bytes that are no JSON object (a log that
/// was tampered with) are written as `entry_base64` instead, so that an export loses nothing.
/// `proof` and `tree_size` come together: the inclusion proof against the checkpoint of that size.
package struct SegmentLine: Sendable, Hashable {
    package struct Proof: Sendable, Hashable {
        package let treeSize: UInt64
        /// From the leaf up; at most 64.
        package let hashes: [MerkleHash]

        package init(treeSize: UInt64, hashes: [MerkleHash]) {
            self.treeSize = treeSize
            self.hashes = hashes
        }
    }

    package let sequence: Int64
    package let entry: [UInt8]
    package let leafHash: MerkleHash?
    package let proof: Proof?

    package init(sequence: Int64, entry: [UInt8], leafHash: MerkleHash?, proof: Proof? = nil) {
        self.sequence = sequence
        self.entry = entry
        self.leafHash = leafHash
        self.proof = proof
    }

    package init(_ entry: AuditEntry, proof: Proof? = nil) {
        self.init(sequence: entry.sequence, entry: entry.bytes, leafHash: entry.leafHash, proof: proof)
    }

    /// The line with its newline; canonical JSON where the entry is.
    package var bytes: [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(entry.count + 256)
        let isLine = entry.withUnsafeBufferPointer { RawMembers.scan($0) { _, _ in } }
        if isLine, !entry.contains(where: { $0 == 0x0A }), String(validating: entry, as: UTF8.self) != nil {
            out += #"{"entry":"#.utf8
            out += entry
        } else {
            out += #"{"entry_base64":""#.utf8
            out += Base64.encode(entry).utf8
            out.append(UInt8(ascii: "\""))
        }
        if let leafHash { out += #","leaf_hash":"\#(leafHash.hex)""#.utf8 }
        if let proof {
            out += #","proof":["#.utf8
            out += proof.hashes.map { "\"\($0.hex)\"" }.joined(separator: ",").utf8
            out.append(UInt8(ascii: "]"))
        }
        out += #","sequence":\#(sequence)"#.utf8
        if let proof { out += #","tree_size":\#(proof.treeSize)"#.utf8 }
        out += "}\n".utf8
        return out
    }

    /// Reads a line without its newline.
    ///
    /// - Throws: ``AuditError`` with code `invalidLine`.
    package init(parsing bytes: [UInt8]) throws(AuditError) {
        let read = bytes.withUnsafeBufferPointer { buffer in
            SegmentLineView(buffer).map { view in
                SegmentLine(
                    sequence: view.sequence, entry: view.entryCopy ?? Array(buffer[view.entry]),
                    leafHash: view.leafHash, proof: view.proof)
            }
        }
        guard let read else { throw AuditError(.invalidLine, SegmentLineView.expectation) }
        self = read
    }
}

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
