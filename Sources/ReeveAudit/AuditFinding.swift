package import ReeveJSON

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

/// What a verification found out.
package struct AuditVerification: Sendable, Hashable {
    package enum Coverage: String, Sendable, Hashable {
        /// Every entry from 0 on was given; the tree was computed anew.
        case complete
        /// Some entries were given, each with a proof; nothing is said about the others.
        case partial
    }

    package let coverage: Coverage
    /// At most one a kind, ascending by kind; the first is the verdict.
    package let findings: [AuditFinding]
    /// What a reader should know though nothing is wrong.
    package let notes: [String]
    package let entryCount: Int64
    package let firstLeafHash: MerkleHash?
    package let lastLeafHash: MerkleHash?
    /// Of the tree as far as it could be computed; nil for a partial log.
    package let root: MerkleHash?
    package let treeSize: UInt64
    /// Checkpoints with a trusted signature, and how many of them have the root of this log.
    package let trustedCheckpoints: Int
    package let matchedCheckpoints: Int
    package let newestCheckpointSize: UInt64?
    package let newestCheckpointTime: Timestamp?
    package let keys: [VerifierKey]

    package var verdict: AuditFinding? { findings.first }
    package var isIntact: Bool { findings.isEmpty }

    /// 0, or 10 to 16.
    package var exitStatus: Int32 { verdict?.kind.rawValue ?? 0 }

    package var json: JSONValue {
        var object: JSONObject = [
            "format_version": 1, "intact": .bool(isIntact), "coverage": .string(coverage.rawValue),
            "findings": .array(findings.map(\.json)), "notes": JSONValue(notes), "entries": JSONValue(entryCount),
            "tree_size": JSONValue(Int64(treeSize)), "trusted_checkpoints": JSONValue(trustedCheckpoints),
            "matched_checkpoints": JSONValue(matchedCheckpoints), "keys": JSONValue(keys.map(\.vkey)),
            "exit_status": JSONValue(Int64(exitStatus)),
        ]
        if let firstLeafHash { object["first_leaf_hash"] = .string(firstLeafHash.hex) }
        if let lastLeafHash { object["last_leaf_hash"] = .string(lastLeafHash.hex) }
        if let root { object["root"] = .string(root.hex) }
        if let newestCheckpointSize { object["newest_checkpoint_size"] = JSONValue(Int64(newestCheckpointSize)) }
        if let newestCheckpointTime { object["newest_checkpoint_time"] = .string(newestCheckpointTime.description) }
        return .object(object)
    }
}
