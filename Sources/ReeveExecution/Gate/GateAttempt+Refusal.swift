internal import ReeveAudit
internal import ReeveJSON
internal import ReeveMCP
internal import ReeveModel
internal import ReevePolicy
internal import ReeveRedaction
internal import ReeveScheduler
internal import ReeveStore

// What follows a refusal or a failure: the run ends, waits for another attempt, or goes back to the queue.
extension GateAttempt {
    /// Ends an attempt that a stage refused. The run ends, waits for another attempt, or goes back to the queue.
    mutating func refuse(
        _ refusal: GateRefusal, deadlines: RunDeadlines, startedAt: Timestamp? = nil
    ) async throws -> RunOutcome {
        let endedAt = now
        var refusal = refusal
        if refusal.reason == .timeoutAttempt, deadlines.reason(ofTimeoutAt: endedAt) != .timeoutAttempt {
            refusal.reason = deadlines.reason(ofTimeoutAt: endedAt)
            let wasSent = refusal.failure?.requestSent ?? false
            refusal.failure?.isPermanent = !wasSent
        }
        if refusal.status == .cancelled, refusal.failure != nil {
            return try await stop(refusal, startedAt: startedAt)
        }
        guard let failure = refusal.failure else {
            return try await end(refusal, status: refusal.status, reason: refusal.reason, startedAt: startedAt)
        }
        let policy = item?.retry ?? RetryPolicy()
        let attempts = run.state.attempts + 1
        let next = services.random.withGenerator { random in
            var generator = AnyRandom(base: random)
            defer { random = generator.base }
            return policy.next(
                after: failure, attempt: attempts, repetition: repetition, deadline: deadlines.end, now: endedAt,
                using: &generator)
        }
        switch next {
        case .failed(let reason):
            // Where a deadline ended the attempt, the run gets the reason of that deadline.
            let told = reason == failure.reason ? refusal.reason : reason
            return try await end(
                refusal, status: GateRefusal.status(ofLate: told), reason: told, startedAt: startedAt)
        case .interrupted:
            refusal.message = "\(refusal.reason.rawValue): \(refusal.message)"
            return try await end(refusal, status: .interrupted, reason: .effectUnknown, startedAt: startedAt)
        case .retry(let at):
            return try await postpone(
                refusal, status: .retryable, until: at, counts: true,
                isInDoubt: isInDoubt || failure.failureClass == .unknownEffect, startedAt: startedAt)
        case .snooze(let until):
            return try await postpone(
                refusal, status: .scheduled, until: until, counts: false, isInDoubt: isInDoubt, startedAt: startedAt)
        }
    }

    /// By the tool's declaration of this moment; where the tool could not be found, by the one that the submission noted.
    var repetition: CallRepetition { record.subject?.repetition ?? run.identity.repetition }

    private var doubt: EffectDoubt { EffectDoubt(mayHaveHappened: isInDoubt, repetition: repetition) }

    private mutating func end(
        _ refusal: GateRefusal, status: RunStatus, reason: RunReason, startedAt: Timestamp?
    ) async throws -> RunOutcome {
        let endedAt = now
        var (refusal, status, reason) = (refusal, status, reason)
        if status != .interrupted, doubt.step(towards: .end) == .interrupted {
            // Whatever ends this attempt, an earlier attempt may have had its effect, and nobody has found out.
            if reason != .effectUnknown { refusal.message = "\(reason.rawValue): \(refusal.message)" }
            (status, reason) = (.interrupted, .effectUnknown)
        }
        let redactor = services.secrets.redactor
        let verdict = verdict(status: status, reason: reason)
        let message = text(refusal.message, redactor)
        if record.decision == nil { record.decision = refusal.decision }
        let details: JSONValue = ["reason": .string(reason.rawValue), "stage": .string(refusal.stage.rawValue)]
        addStandardError(refusal, redactor)
        record.add(.error, "\(refusal.stage.rawValue): \(message ?? reason.rawValue)", details: details, at: endedAt)
        var event = record.event(
            eventType(verdict.status, wasStarted: startedAt != nil),
            id: services.random.nextID(services.clock).text, redactor: redactor, at: endedAt)
        if verdict.status == .denied { event.decision = .deny }
        event.outcome = verdict.status.rawValue
        event.reasonCode = verdict.reason?.rawValue
        event.duration = startedAt.map { endedAt.since($0) }
        var context = event.context ?? [:]
        context["stage"] = .string(refusal.stage.rawValue)
        context["message"] = JSONValue(message)
        event.context = context
        var completion = RunCompletion(
            lease: claimed.lease, status: verdict.status, reason: verdict.reason, errorText: message, now: endedAt,
            isInDoubt: verdict.reason == .effectUnknown, isExpected: verdict.isExpected, steps: record.takeSteps(),
            events: [event])
        completion.wasNotSent = refusal.failure?.requestSent == false
        completion.approval = expiredApproval.map { .expired($0) }
        services.limiter.forget(run.id)
        return try await settle(completion, kind: .ended)
    }

    private func eventType(_ status: RunStatus, wasStarted: Bool) -> AuditEventType {
        switch status {
        case .denied: .runDenied
        case .interrupted: .runInterrupted
        case .cancelled: .runCancelled
        default: wasStarted ? .runFinished : .runRefused
        }
    }

    private mutating func postpone(
        _ refusal: GateRefusal, status: RunStatus, until: Timestamp, counts: Bool, isInDoubt: Bool,
        startedAt: Timestamp?
    ) async throws -> RunOutcome {
        let redactor = services.secrets.redactor
        let message = text(refusal.message, redactor)
        addStandardError(refusal, redactor)
        record.add(
            .warning, "\(refusal.stage.rawValue): \(message ?? ""); again at \(until)",
            details: ["reason": .string(refusal.reason.rawValue)], at: now)
        var event = record.event(
            .runRetried, id: services.random.nextID(services.clock).text, redactor: redactor, at: now)
        event.outcome = status.rawValue
        event.reasonCode = refusal.reason.rawValue
        event.duration = startedAt.map { now.since($0) }
        event.context = ["due": .string(until.description), "stage": .string(refusal.stage.rawValue)]
        var completion = RunCompletion(
            lease: claimed.lease, status: status, reason: refusal.reason, errorText: message, now: now, dueAt: until,
            countsAsAttempt: counts, isInDoubt: isInDoubt, steps: record.takeSteps(), events: [event])
        completion.wasNotSent = refusal.failure?.requestSent == false
        return try await settle(completion, kind: .waiting(until: until))
    }

    /// Ends an attempt that was cancelled. A cancel uses up no attempt.
    private mutating func stop(_ refusal: GateRefusal, startedAt: Timestamp?) async throws -> RunOutcome {
        let wasSent = refusal.failure?.requestSent ?? false
        switch control.cause ?? .stopping {
        case .fenced: return RunOutcome(.fenced, status: .running)
        case .requested:
            var refusal = refusal
            // Whoever cancels does not know either what the call did.
            if wasSent { isInDoubt = true }
            if context.record.deadline.map({ now >= $0 }) ?? false { refusal.reason = .cancelledBatch }
            return try await end(refusal, status: .cancelled, reason: refusal.reason, startedAt: startedAt)
        case .stopping where wasSent:
            isInDoubt = true
            guard doubt.step(towards: .anotherAttempt) != .interrupted else {
                return try await end(refusal, status: .interrupted, reason: .effectUnknown, startedAt: startedAt)
            }
            return await giveBack(until: nil, "the worker stops after the request was sent")
        case .stopping:
            return await giveBack(until: nil, "the worker stops", wasNotSent: startedAt != nil)
        }
    }

    /// Gives the run back to the queue without a result. The attempt does not count.
    ///
    /// - Parameter wasNotSent: true where the call was announced, and its request not sent.
    mutating func giveBack(
        until: Timestamp?, _ why: String, reason: RunReason? = nil, details: JSONValue? = nil, wasNotSent: Bool = false
    ) async -> RunOutcome {
        record.add(.info, why, details: details, at: now)
        let status = until == nil ? RunStatus.ready : .scheduled
        var completion = RunCompletion(
            lease: claimed.lease, status: status, reason: reason, now: now, dueAt: until, countsAsAttempt: false,
            isInDoubt: isInDoubt, steps: record.takeSteps(), events: [])
        completion.wasNotSent = wasNotSent
        do {
            return try await settle(completion, kind: .waiting(until: until))
        } catch {
            return RunOutcome(.unwritten(error), status: .running, message: "\(error)")
        }
    }
}
