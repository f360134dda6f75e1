import ReeveAudit
import ReeveJSON
import ReeveStore

extension AuditEvent {
    /// A pause was placed or lifted.
    init(_ type: AuditEventType, _ target: PauseTarget, reason: String, in context: OperationContext) {
        self.init(id: "", time: context.now, type: type, actor: context.requester.actor)
        source = context.requester.source
        organization =
            target.kind == .organization ? target.name : target.organization.isEmpty ? nil : target.organization
        environment = target.environment.isEmpty ? nil : target.environment
        subject = context.requester.id
        self.target = "\(target.kind.rawValue):\(target.name)"
        outcome = "succeeded"
        self.context = ["reason": .string(reason)]
    }
}
