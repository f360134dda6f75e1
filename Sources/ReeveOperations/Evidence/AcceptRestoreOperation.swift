import ReeveAudit
import ReeveJSON
import ReeveStore

/// `store accept-restore`: accepts a store that is behind its checkpoint, or whose log is another one.
///
/// The checkpoint is moved to another place and stays there as evidence. The audit log says who has accepted what.
package struct AcceptRestoreOperation: Sendable {
    package struct Accepted: Sendable {
        package let mismatch: CheckpointFile.Mismatch
        /// The new place of the old checkpoint.
        package let place: String
    }

    package init() {}

    /// - Returns: nil where the store does not contradict its checkpoint.
    package func run(in context: OperationContext) async throws(OperationError) -> Signed<Accepted>? {
        try await OperationError.wrapping {
            let kept = try context.readCheckpoint()
            return try await context.withStore(.create, acceptsMismatch: true) { store in
                guard let found = try await context.mismatch(of: store, kept: kept) else { return nil }
                let now = context.now
                let head = try await store.read { rows throws(StoreError) in try rows.head() }
                var event = AuditEvent(id: "", time: now, type: .storeRestored, actor: context.requester.actor)
                event.source = context.requester.source
                event.outcome = "succeeded"
                event.context = [
                    "checkpoint_origin": .string(found.kept.origin), "checkpoint_root": .string(found.kept.root.hex),
                    "checkpoint_size": JSONValue(Int64(clamping: found.kept.size)), "kind": .string(found.kind.name),
                    "size": JSONValue(Int64(clamping: found.size)),
                ]
                // The event must be durable before the checkpoint is moved. Whoever is interrupted in between accepts
                // again.
                try await store.appendAudit([event])
                let place = try context.checkpointFile(head.storeID).setAside(found.kept, at: now)
                return Signed(
                    value: Accepted(mismatch: found, place: place),
                    unsigned: await UnsignedLog.sign(store, in: context))
            }
        }
    }
}
