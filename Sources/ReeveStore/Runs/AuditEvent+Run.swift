internal import ReeveAudit
internal import ReeveJSON
internal import ReeveModel

extension AuditEvent {
    /// An event that the store causes by itself. It follows from an operation, and no person is its actor.
    static func ofStore(
        _ type: AuditEventType, run: RunRecord? = nil, now: Timestamp, actor: String? = nil
    ) -> AuditEvent {
        var event = AuditEvent(id: "", time: now, type: type, actor: .init(kind: .system, id: "reeve:queue"))
        event.onBehalfOf = actor
        guard let run else { return event }
        event = event.about(run)
        event.subject = run.assignment.agent.map {
            "agent:\($0)@\(run.identity.organization)/\(run.identity.environment)"
        }
        event.outcome = run.state.status.rawValue
        event.reasonCode = run.state.reason?.rawValue
        return event
    }

    /// The event with the names of the run that it is about. It gets nothing of the run's state. A task is for no one tool;
    /// an event about one of its calls keeps its target.
    func about(_ run: RunRecord) -> AuditEvent {
        var event = self
        event.organization = run.identity.organization
        event.environment = run.identity.environment
        event.runID = run.id.text
        event.effectID = run.identity.effectID
        event.target =
            run.assignment.tool.map { "tool:" + $0 } ?? run.assignment.curatedTool.map { "tool:curated/" + $0 }
            ?? target
        return event
    }
}
