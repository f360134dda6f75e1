import ReeveAudit
import ReeveStore

/// `store repair`: prepares objects and pins that another program has changed, so that an apply can write them again.
package struct RepairOperation: Sendable {
    package init() {}

    package func run(in context: OperationContext) async throws(OperationError) -> Signed<StoreRepair> {
        try await context.withStore(.write) { store in
            var event = AuditEvent(id: "", time: context.now, type: .storeRepaired, actor: context.requester.actor)
            event.source = context.requester.source
            event.subject = context.requester.id
            event.outcome = "succeeded"
            let repair = try await store.repair(by: event)
            return Signed(
                value: repair, unsigned: repair.isEmpty ? nil : await UnsignedLog.sign(store, in: context))
        }
    }
}
