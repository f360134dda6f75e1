import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore

/// `batches cancel`: cancels the waiting runs of a batch, and asks its running runs to stop. A batch that has ended
/// stays as it is.
package struct CancelBatchOperation: Sendable {
    /// The id of the batch, or its last characters.
    package let batch: String

    package struct Outcome: Sendable {
        package let effects: RunEffects
        /// The batch after the cancel.
        package let batch: BatchRecord
    }

    package init(batch: String) { self.batch = batch }

    package func run(in context: OperationContext) async throws(OperationError) -> Outcome {
        try await context.withStore(.write) { store in
            let id = try await RunLookup.batch(batch, in: store, context: context)
            let (now, who) = (context.now, context.requester)
            var event = AuditEvent(id: "", time: now, type: .batchCancelled, actor: who.actor)
            event.subject = who.id
            event.source = who.source
            event.context = ["batch": .string(id.text)]
            let effects = try await store.cancelBatch(id, actor: who.id, events: [event], now: now)
            guard let batch = try await store.batch(id) else { throw StoreError(.missing(.batch(id))) }
            return Outcome(effects: effects, batch: batch)
        }
    }
}
