import ReeveJSON

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
