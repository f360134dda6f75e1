internal import ReeveAudit
internal import ReeveJSON
internal import ReeveModel

extension AuditEvent {
    /// An event about a request, with the digest of what is bound.
    static func ofApproval(
        _ type: AuditEventType, _ approval: ApprovalRecord, run: RunRecord, now: Timestamp, why: String? = nil
    ) -> AuditEvent {
        var event = AuditEvent(id: "", time: now, type: type, actor: .init(kind: .system, id: "reeve:queue"))
        event.subject = run.assignment.agent.map {
            "agent:\($0)@\(run.identity.organization)/\(run.identity.environment)"
        }
        event.context = why.map { ["message": .string($0)] }
        return event.about(approval, of: run)
    }

    /// The event with the names of the request and its run.
    func about(_ approval: ApprovalRecord, of run: RunRecord) -> AuditEvent {
        var event = about(run)
        event.action = PolicyAction.runApprove.rawValue
        event.approvalID = approval.id.text
        event.outcome = approval.status.rawValue
        var context = event.context ?? [:]
        context["call"] = approval.call.map { .string($0) }
        context["digest"] = .string(approval.digest.description)
        context["expires_at"] = .string(approval.expiresAt.description)
        event.context = context
        return event
    }
}
