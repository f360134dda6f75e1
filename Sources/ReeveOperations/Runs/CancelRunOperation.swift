import ReeveAudit
import ReeveModel
import ReeveStore

/// `runs cancel`: cancels a waiting run, or asks a running one to stop. A run that has ended stays as it is.
package struct CancelRunOperation: Sendable {
    /// The id of the run, or its last characters.
    package let run: String

    package struct Outcome: Sendable {
        package let effects: RunEffects
        /// The run after the cancel.
        package let run: RunRecord
    }

    package init(run: String) { self.run = run }

    package func run(in context: OperationContext) async throws(OperationError) -> Outcome {
        try await context.withStore(.write) { store in
            let id = try await RunLookup.run(run, in: store, context: context)
            let (now, who) = (context.now, context.requester)
            var event = AuditEvent(id: "", time: now, type: .runCancelRequested, actor: who.actor)
            event.subject = who.id
            event.source = who.source
            let effects = try await store.cancelRun(id, actor: who.id, events: [event], now: now)
            guard let run = try await store.run(id) else { throw StoreError(.missing(.run(id))) }
            return Outcome(effects: effects, run: run)
        }
    }
}
