import ReeveJSON

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
