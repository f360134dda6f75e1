internal import ReeveAudit
internal import ReeveJSON
internal import ReeveMCP
internal import ReeveModel
internal import ReevePolicy
internal import ReeveRedaction
internal import ReeveScheduler
internal import ReeveStore

/// Asks a tool's `readBack` whether a call of unknown effect may be made again.
///
/// The question is a call like any other: by the same agent, under pins, policy, schema and limits, announced in the
/// log before it is sent, and counted in the batch's budget. It belongs to the run that it is asked for.
struct ReadBackCall {
    enum Answer: Sendable {
        case nothingHappened(String)
        /// It happened, or nobody can tell; in words, not redacted yet.
        case unclear(String)
        /// The store is not what the decision was made by any more: decide again.
        case changed
    }

    let services: ExecutionServices
    let context: BatchContext
    let run: RunRecord
    let attempt: Int
    let control: RunControl
    let retry: RetryPolicy?

    /// - Parameter doubtful: the call whose effect is not known.
    /// - Throws: ``GateRefusal`` of the stage `read-back`, with a failure where it may be asked again later;
    ///   ``StoreError``.
    func ask(
        _ readBack: ExecutionScope.ReadBack, about doubtful: CallSubject, in scope: ExecutionScope,
        deadlines: RunDeadlines
    ) async throws -> Answer {
        do {
            return try await pass(readBack, about: doubtful, in: scope, deadlines: deadlines)
        } catch var refusal as GateRefusal {
            guard refusal.status != .cancelled else { throw refusal }
            refusal.message =
                "read-back \(readBack.spec.tool) (\(refusal.stage.rawValue), \(refusal.reason.rawValue)): \(refusal.message)"
            refusal.stage = .readBack
            // It changes nothing, so that it may be asked once more even where it was sent.
            refusal.failure?.requestSent = false
            refusal.failure?.isEffectUnknown = false
            throw refusal
        }
    }

    private func pass(
        _ readBack: ExecutionScope.ReadBack, about doubtful: CallSubject, in scope: ExecutionScope,
        deadlines: RunDeadlines
    ) async throws -> Answer {
        let arguments: JSONObject
        let shown: JSONObject?
        do throws(ToolSpec.ReadBack.MissingArgument) {
            arguments = try readBack.spec.arguments(from: doubtful.input)
            // What is secret in the input is secret in the question too, under whatever name it travels there.
            shown = try doubtful.shownInput.map { input throws(ToolSpec.ReadBack.MissingArgument) in
                try readBack.spec.arguments(from: input.object ?? [:])
            }
        } catch {
            return .unclear("the input has nothing at '\(error.pointer)' for '\(error.name)' of the read-back")
        }
        var subject = try CallSubject.resolve(
            agent: run.agent, tool: readBack.spec.tool.description, input: .object(arguments), in: scope)
        subject.shownInput = shown.map { .object($0) }
        guard subject.declaration?.spec.isReadOnly != false else {
            return .unclear(
                "'\(subject.address.unversioned)' is declared readOnly: false, and a read-back must change nothing")
        }
        try subject.checkPins(in: scope)
        let requester = try await services.catalog.requester(context.record.requester, in: scope)
        let decision = try subject.decide(
            in: scope, requester: requester, origin: context.origin, callsInRun: 0, now: services.clock.now,
            redactor: services.secrets.redactor)
        try subject.checkInput()
        if let refusal = GateRefusal.approval(decision) { throw refusal }
        let call = try await ServerCall(
            subject, in: scope, services: services, control: control, run: run.id, retry: retry)
        let waits = CallWaits(pool: services.pool, control: control)
        if let pin = subject.pin {
            try await call.checkListing(pin: pin, batch: run.batch, deadlines: deadlines, waits: waits)
        }
        let limits = scope.limits.limits(for: subject.limitSubject(in: scope, requester: requester))
        switch try await call.takePlace(limits, run: run.id, deadlines: deadlines, waits: waits) {
        case .taken(let place):
            return try await send(call, place, decision, tests: readBack.tests, in: scope, deadlines: deadlines)
        case .later(let until, let limit):
            throw GateRefusal(
                .rate, .rateLimited, "it waits for \(limit)",
                failure: AttemptFailure(
                    .rateLimited, isThrottled: true, retryAfter: until.since(services.clock.now)))
        case .refused(let limit): throw GateRefusal(.rate, .rateLimited, "limit '\(limit)' is used up")
        }
    }

    private enum Start: Sendable {
        case started
        case changed
        case overBudget
    }

    private func send(
        _ call: ServerCall, _ place: CallPlace, _ decision: PolicyDecision, tests: ExpectationEvaluator,
        in scope: ExecutionScope, deadlines: RunDeadlines
    ) async throws -> Answer {
        let subject = call.subject
        let startedAt = services.clock.now
        do {
            switch try await announce(subject, decision, in: scope, permit: place.permit, at: startedAt) {
            case .changed:
                services.limiter.cancel(place.permit)
                await call.leave(place.session)
                return .changed
            case .overBudget: throw GateRefusal(.budget, .budgetExceeded, "the batch has used its budget up")
            case .started: break
            }
        } catch {
            // It was not announced: it used no token.
            services.limiter.cancel(place.permit)
            await call.leave(place.session)
            throw error
        }
        defer { services.limiter.release(place.permit) }
        let result: CallToolResult
        do {
            result = try await call.send(
                place.session, until: deadlines.attemptEnd(timeout: subject.timeout(), now: services.clock.now))
            await call.leave(place.session)
        } catch {
            await call.leave(place.session)
            guard let refusal = error as? GateRefusal else { throw error }
            try await finish(
                subject, decision, startedAt: startedAt, outcome: refusal.status, reason: refusal.reason,
                answer: "none")
            throw refusal
        }
        let answer = judge(result, subject: subject, tests: tests, startedAt: startedAt)
        let isNothing = if case .nothingHappened = answer { true } else { false }
        try await finish(
            subject, decision, startedAt: startedAt, outcome: .succeeded,
            answer: isNothing ? "nothing-happened" : "unclear")
        return answer
    }

    /// Writes that the question is asked, with what it takes of budget and limits.
    private func announce(
        _ subject: CallSubject, _ decision: PolicyDecision, in scope: ExecutionScope, permit: LimiterState.Permit,
        at now: Timestamp
    ) async throws(StoreError) -> Start {
        let event = event(.callStarted, subject, decision, at: now)
        let (budget, limiter, revision) = (context.budget, services.limiter, scope.revision)
        let (organization, environment) = (scope.organization, scope.environment)
        return try await services.store.write { rows throws(StoreError) -> Start in
            guard try ScopeRevision.read(rows, organization: organization, environment: environment) == revision else {
                return .changed
            }
            guard try budget.take(rows, isFirstCall: false) else { return .overBudget }
            for bucket in limiter.rows(of: permit) { try rows.upsert(bucket) }
            try rows.append([event])
            return .started
        }
    }

    private func judge(
        _ result: CallToolResult, subject: CallSubject, tests: ExpectationEvaluator, startedAt: Timestamp
    ) -> Answer {
        let name = subject.address.unversioned
        if let why = subject.sizeProblem(of: result) { return .unclear("read-back \(name): \(why)") }
        if result.isError, !tests.namesError {
            return .unclear("read-back \(name) failed: " + (ToolText.firstText(of: result) ?? "the tool says no more"))
        }
        if !result.isError, let why = subject.outputProblem(of: result) { return .unclear("read-back \(name): \(why)") }
        var document = ResultDocument(run: run, result: result, startedAt: startedAt, endedAt: services.clock.now)
        document.tool = name
        if let failure = tests.firstUnmet(in: document.value) {
            let redacted = tests.firstUnmet(in: services.secrets.redactor.redact(document.value).value)
            let words = redacted.flatMap { $0.index == failure.index ? $0.message : nil } ?? "its answer holds a secret"
            return .unclear("read-back \(name) does not show that nothing happened: \(words)")
        }
        return .nothingHappened("\(name) shows that nothing happened")
    }

    private func finish(
        _ subject: CallSubject, _ decision: PolicyDecision, startedAt: Timestamp, outcome: RunStatus,
        reason: RunReason? = nil, answer: String
    ) async throws(StoreError) {
        let endedAt = services.clock.now
        var event = event(.callFinished, subject, decision, at: endedAt)
        event.outcome = outcome.rawValue
        event.reasonCode = reason?.rawValue
        event.duration = endedAt.since(startedAt)
        var facts = event.context ?? [:]
        facts["answer"] = .string(answer)
        event.context = facts
        _ = try await services.store.appendAudit([event])
    }

    private func event(
        _ type: AuditEventType, _ subject: CallSubject, _ decision: PolicyDecision, at now: Timestamp
    ) -> AuditEvent {
        let claimed = ClaimedRun(
            run: run, lease: RunLease(run: run.id, worker: run.worker ?? "", epoch: run.epoch, expiresAt: now),
            attempt: attempt)
        var record = GateRecord(claimed: claimed, context: context, source: services.source)
        record.subject = subject
        record.decision = decision
        var event = record.event(
            type, id: services.random.nextID(services.clock).text, redactor: services.secrets.redactor, at: now)
        event.target = "tool:" + subject.address.unversioned
        var facts = event.context ?? [:]
        facts["read_back"] = JSONValue(run.tool)
        event.context = facts
        return event
    }
}
