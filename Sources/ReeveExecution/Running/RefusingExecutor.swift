internal import ReeveAudit
internal import ReeveJSON
internal import ReeveModel
internal import ReevePolicy
package import ReeveStore

/// Ends runs of a kind that this version does not know. A newer version has submitted them.
package struct RefusingExecutor: RunExecutor {
    private let services: ExecutionServices

    package init(_ services: ExecutionServices) { self.services = services }

    package func execute(_ claimed: ClaimedRun, control: RunControl) async -> RunOutcome {
        let (run, now) = (claimed.run, services.clock.now)
        let message = "this version of reeve does not work on runs of the kind '\(run.identity.kind.rawValue)'"
        let doubt = EffectDoubt(mayHaveHappened: run.state.isInDoubt, repetition: run.identity.repetition)
        let isUnknown = doubt.step(towards: .end) == .interrupted
        let (status, reason): (RunStatus, RunReason) =
            isUnknown ? (.interrupted, .effectUnknown) : (.failed, .executorMissing)
        var event = AuditEvent(
            id: services.random.nextID(services.clock).text, time: now,
            type: isUnknown ? .runInterrupted : .runRefused,
            actor: .init(
                kind: .agent,
                id: "agent:\(run.assignment.agent ?? "")@\(run.identity.organization)/\(run.identity.environment)"))
        event.subject = event.actor.id
        event.source = services.source
        event.organization = run.identity.organization
        event.environment = run.identity.environment
        event.runID = run.id.text
        event.attempt = claimed.attempt
        event.effectID = run.identity.effectID
        event.outcome = status.rawValue
        event.reasonCode = reason.rawValue
        event.context = ["message": .string(message)]
        let step = RunStep(run: run.id, attempt: claimed.attempt, kind: .error, message: message, timestamp: now)
        do {
            let effects = try await services.store.finishRun(
                RunCompletion(
                    lease: claimed.lease, status: status, reason: reason, errorText: message, now: now,
                    isInDoubt: run.state.isInDoubt, steps: [step], events: [event]))
            return RunOutcome(
                .ended, status: status, reason: reason, message: message, effects: effects)
        } catch {
            return RunOutcome(unwritten: error)
        }
    }
}
