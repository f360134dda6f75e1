import ReeveAudit
import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveStore

/// `audit show`: one event, with the proof that it is in the log.
package struct AuditShowOperation: Sendable {
    /// The id or the sequence number of the event.
    package let event: String

    package struct Outcome: Sendable {
        package let event: JSONValue
        package let leaf: MerkleHash
        package let proof: [MerkleHash]
        package let root: MerkleHash
        /// How many entries the log has.
        package let size: UInt64
    }

    package init(event: String) { self.event = event }

    package func run(in context: OperationContext) async throws(OperationError) -> Outcome {
        try await OperationError.wrapping {
            let (entry, leaves) = try await context.withStore(.read) { [event] store in
                try await store.read { rows throws(StoreError) in
                    let entry: StoredAuditEntry?
                    if let sequence = Int64(event) {
                        entry = try rows.auditEntries(from: sequence, limit: 1).first { $0.sequence == sequence }
                    } else {
                        entry = try rows.auditEntry(id: event.uppercased())
                    }
                    return (entry, entry == nil ? [] : try rows.auditLeaves(from: 0, limit: .max))
                }
            }
            let scope = context.scope.named
            guard let entry, let json = try? JSONParser.parse(entry.bytes),
                scope.contains(organization: json["organization"]?.string, environment: json["environment"]?.string)
            else {
                throw OperationError.invalid(
                    "there is no event '\(event)'" + scope.suffix, code: "audit.unknown-event")
            }
            let size = UInt64(leaves.count)
            let tree = MerkleLeaves(leaves)
            let proof = try MerkleProof.inclusion(index: UInt64(entry.sequence), size: size, node: tree.node)
            var frontier = MerkleFrontier()
            for leaf in leaves { frontier.append(leaf) }
            return Outcome(event: json, leaf: entry.leafHash, proof: proof, root: frontier.root, size: size)
        }
    }
}
