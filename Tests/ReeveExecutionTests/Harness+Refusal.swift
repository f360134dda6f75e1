import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

extension Harness {
    /// Submits a batch of one item, works, and gives its run.
    func runOne(_ item: JSONValue = Harness.item()) async throws -> RunRecord {
        try #require(try await run(Harness.spec([item])).first)
    }

    /// A run that the gate refused: its reason, its step, its event, and that nothing was sent.
    func expectRefusal(
        of run: RunRecord, _ status: RunStatus, _ reason: RunReason, stage: GateStage,
        event type: AuditEventType, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        #expect(
            run.state.status == status && run.state.reason == reason, "\(run.state.errorText ?? "")",
            sourceLocation: sourceLocation)
        let steps = try await steps(run)
        #expect(
            steps.last?.hasPrefix(stage.rawValue + ":") == true, "\(steps)", sourceLocation: sourceLocation)
        let events = try await events(run)
        let event = try #require(events.last, sourceLocation: sourceLocation)
        #expect(event.type == type, sourceLocation: sourceLocation)
        #expect(event.reasonCode == reason.rawValue, sourceLocation: sourceLocation)
        #expect(event.subject == "agent:\(run.assignment.agent ?? "")@acme/dev", sourceLocation: sourceLocation)
        #expect(event.action == "tool.invoke", sourceLocation: sourceLocation)
        #expect(event.target == "tool:" + (run.assignment.tool ?? ""), sourceLocation: sourceLocation)
        #expect(event.effectID == run.identity.effectID, sourceLocation: sourceLocation)
        #expect(event.context?["stage"]?.string == stage.rawValue, sourceLocation: sourceLocation)
        #expect(!events.contains { $0.type == .runStarted }, sourceLocation: sourceLocation)
        #expect(server.calls.isEmpty, sourceLocation: sourceLocation)
    }

    /// Makes the environment one in which nothing runs without a pin.
    func requirePins() async throws {
        try await put(
            "Environment", "dev",
            [
                "rules": ["forbidTrifecta": false, "requirePins": true, "requireVersions": false], "timeZone": "UTC",
                "type": "prod",
            ], environment: nil)
    }
}
