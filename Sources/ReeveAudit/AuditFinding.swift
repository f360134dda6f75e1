import ReeveJSON

/// What is wrong with a log, and where.
package struct AuditFinding: Sendable, Hashable {
    /// The raw value is the exit status. Where several fit, the smallest is the verdict.
    package enum Kind: Int32, Sendable, Hashable, CaseIterable, Comparable {
        /// An entry, its leaf or a checkpoint is not what was written: its bytes do not give the stored
        /// leaf hash, or the entries do not give a root that the trusted key has signed.
        case edited = 10
        /// A sequence number is absent though later ones are there; so is a checkpoint that another names.
        case missing = 11
        /// All numbers are there, in another place than they were given; or one is there twice.
        case reordered = 12
        /// The log ends before the size that the trusted key has signed.
        case truncated = 13
        /// The trusted key has signed two histories that cannot both be of one log.
        case forked = 14
        /// Entries after the newest checkpoint are older than two checkpoint intervals.
        case unsignedTail = 15
        /// A checkpoint is not signed by a trusted key, or is of another log.
        case wrongKey = 16

        package var name: String {
            switch self {
            case .edited: "edited"
            case .missing: "missing"
            case .reordered: "reordered"
            case .truncated: "truncated"
            case .forked: "forked"
            case .unsignedTail: "unsigned-tail"
            case .wrongKey: "wrong-key"
            }
        }

        package static func < (lhs: Kind, rhs: Kind) -> Bool { lhs.rawValue < rhs.rawValue }
    }

    package let kind: Kind
    /// The first sequence number concerned.
    package let sequence: Int64?
    /// The last one, where the place is a range.
    package let lastSequence: Int64?
    /// The checkpoint concerned, as the caller labelled it.
    package let checkpoint: String?
    package let expected: String
    package let found: String
    /// How many of this kind there are; only the first is kept.
    package internal(set) var count: Int64 = 1

    init(
        _ kind: Kind, sequence: Int64? = nil, lastSequence: Int64? = nil, checkpoint: String? = nil, expected: String,
        found: String
    ) {
        self.kind = kind
        self.sequence = sequence
        self.lastSequence = lastSequence
        self.checkpoint = checkpoint
        self.expected = expected
        self.found = found
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "code": JSONValue(Int64(kind.rawValue)), "kind": .string(kind.name), "expected": .string(expected),
            "found": .string(found), "count": JSONValue(count),
        ]
        if let sequence { object["sequence"] = JSONValue(sequence) }
        if let lastSequence { object["last_sequence"] = JSONValue(lastSequence) }
        if let checkpoint { object["checkpoint"] = .string(checkpoint) }
        return .object(object)
    }
}

extension AuditFinding: CustomStringConvertible {
    package var description: String {
        var place: [String] = []
        if let sequence {
            place.append(lastSequence.map { "sequence \(sequence) to \($0)" } ?? "sequence \(sequence)")
        }
        if let checkpoint { place.append("checkpoint \(checkpoint)") }
        let more = count > 1 ? " (and \(count - 1) more)" : ""
        return "\(kind.name): \(place.joined(separator: ", ")): expected \(expected), found \(found)\(more)"
    }
}
