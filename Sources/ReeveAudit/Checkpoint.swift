import ReeveJSON

/// The head of the log at one size, in C2SP tlog-checkpoint form (https://c2sp.org/tlog-checkpoint).
///
/// Lines: origin, size, root in Base 64, and our two extension lines `previous sha256:<hex>` (the
/// digest of the note text of the checkpoint before; absent in the first) and `time <RFC 3339>`.
package struct Checkpoint: Sendable, Hashable {
    package let origin: String
    /// The count of entries that it covers: sequence numbers 0 up to `size`, not included.
    package let size: UInt64
    package let root: MerkleHash
    package let previous: ContentDigest?
    package let time: Timestamp?
    /// Extension lines that reeve does not write; kept, since they are signed.
    package let otherExtensions: [String]

    // INVARIANT (text is what was signed): `noteText` is kept as read, never put together anew.
    package let noteText: String

    /// - Throws: ``AuditError`` with code `invalidCheckpoint` for an origin that is no key name.
    package init(
        origin: String, size: UInt64, root: MerkleHash, previous: ContentDigest?, time: Timestamp
    ) throws(AuditError) {
        guard VerifierKey.isName(origin) else {
            throw AuditError(.invalidCheckpoint, "an origin is not empty and has no spaces, control characters or '+'")
        }
        self.origin = origin
        self.size = size
        self.root = root
        self.previous = previous
        self.time = time
        otherExtensions = []
        var text = "\(origin)\n\(size)\n\(Base64.encode(root.bytes))\n"
        if let previous { text += "\(Self.previousKey)\(previous)\n" }
        text += "\(Self.timeKey)\(time)\n"
        noteText = text
    }

    /// Reads the text of a note.
    ///
    /// - Throws: ``AuditError`` with code `invalidCheckpoint`.
    package init(noteText: String) throws(AuditError) {
        let lines = noteText.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        guard lines.count >= 4, lines.last == "", !lines.dropLast().contains("") else {
            throw AuditError(.invalidCheckpoint, "a checkpoint has at least three lines, none of them empty")
        }
        guard let size = UInt64(lines[1]), String(size) == lines[1], size <= UInt64(SequenceGaps.limit) else {
            throw AuditError(.invalidCheckpoint, "the second line is not a tree size")
        }
        guard let root = Base64.decode(lines[2]).flatMap(MerkleHash.init(bytes:)) else {
            throw AuditError(.invalidCheckpoint, "the third line is not a root hash")
        }
        var previous: ContentDigest?
        var time: Timestamp?
        var others: [String] = []
        for line in lines[3..<(lines.count - 1)] {
            if previous == nil, line.hasPrefix(Self.previousKey) {
                previous = ContentDigest(line.dropFirst(Self.previousKey.count))
                guard previous != nil else {
                    throw AuditError(.invalidCheckpoint, "the line 'previous' has no digest")
                }
            } else if time == nil, line.hasPrefix(Self.timeKey) {
                time = Timestamp(String(line.dropFirst(Self.timeKey.count)))
                guard time != nil else { throw AuditError(.invalidCheckpoint, "the line 'time' has no instant") }
            } else {
                others.append(line)
            }
        }
        origin = lines[0]
        self.size = size
        self.root = root
        self.previous = previous
        self.time = time
        otherExtensions = others
        self.noteText = noteText
    }

    private static let previousKey = "previous "
    private static let timeKey = "time "

    /// The digest of the note text, by which the next checkpoint names this one. Signature lines are
    /// left out, so that a witness may add one later.
    package var digest: ContentDigest { .of(noteText.utf8) }
}
