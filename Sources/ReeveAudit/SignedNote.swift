/// A text with signatures, in the C2SP signed-note format (https://c2sp.org/signed-note).
///
/// Reading a note says nothing about who signed it; see ``CheckpointVerifier``.
package struct SignedNote: Sendable, Hashable {
    package struct Signature: Sendable, Hashable {
        package let keyName: String
        package let keyID: UInt32
        package let bytes: [UInt8]
    }

    /// What is signed; ends with a newline.
    package let text: String
    package let signatures: [Signature]

    /// The largest note that is read, in bytes.
    static let maximumBytes = 256 * 1024
    static let maximumSignatures = 64

    init(text: String, signatures: [Signature]) {
        self.text = text
        self.signatures = signatures
    }

    /// - Throws: ``AuditError`` with code `invalidNote`.
    package init(parsing bytes: [UInt8]) throws(AuditError) {
        guard bytes.count <= Self.maximumBytes else {
            throw AuditError(.invalidNote, "a note has at most \(Self.maximumBytes) bytes")
        }
        let newline = UInt8(ascii: "\n")
        guard !bytes.contains(where: { $0 < 0x20 && $0 != newline }), String(validating: bytes, as: UTF8.self) != nil
        else { throw AuditError(.invalidNote, "a note is UTF-8 text without control characters") }
        guard bytes.last == newline, bytes.count > 2,
            let blank = (1..<bytes.count - 1).last(where: { bytes[$0] == newline && bytes[$0 - 1] == newline })
        else { throw AuditError(.invalidNote, "a note has a blank line between its text and its signatures") }
        text = String(decoding: bytes[..<blank], as: UTF8.self)

        let lines = bytes[(blank + 1)..<(bytes.count - 1)].split(separator: newline, omittingEmptySubsequences: false)
        guard lines.count <= Self.maximumSignatures else {
            throw AuditError(.invalidNote, "a note has at most \(Self.maximumSignatures) signatures")
        }
        var read: [Signature] = []
        for line in lines {
            guard let signature = Self.signature(of: line) else {
                throw AuditError(.invalidNote, "signature line \(read.count + 1) is malformed")
            }
            read.append(signature)
        }
        signatures = read
    }

    private static func signature(of line: ArraySlice<UInt8>) -> Signature? {
        let prefix = Array("— ".utf8)
        guard line.starts(with: prefix) else { return nil }
        let parts = line.dropFirst(prefix.count).split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 2, let blob = Base64.decode(String(decoding: parts[1], as: UTF8.self)), blob.count > 4
        else { return nil }
        let name = String(decoding: parts[0], as: UTF8.self)
        guard VerifierKey.isName(name) else { return nil }
        return Signature(
            keyName: name, keyID: blob[..<4].reduce(0) { $0 << 8 | UInt32($1) }, bytes: Array(blob[4...]))
    }

    /// The note as it is stored and exchanged.
    package var bytes: [UInt8] {
        var out = Array(text.utf8)
        out.append(UInt8(ascii: "\n"))
        for signature in signatures {
            let id = (0..<4).map { UInt8(truncatingIfNeeded: signature.keyID >> (24 - 8 * UInt32($0))) }
            out += "— \(signature.keyName) \(Base64.encode(id + signature.bytes))\n".utf8
        }
        return out
    }
}
