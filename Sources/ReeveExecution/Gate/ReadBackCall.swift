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
/// The question is a call like any other. The same agent makes it, under pins, policy, schema and limits. It is
/// announced in the log before it is sent, and counted in the batch's budget. It belongs to the run that it is asked
/// for.
struct ReadBackCall {
    enum Answer: Sendable {
        case nothingHappened(String)
        /// The first call had its effect, or the answer does not tell; in words that are not redacted yet.
        case unclear(String)
        /// The store has changed since the decision. Decide again by a new scope.
        case changed
    }

    let services: ExecutionServices
    let context: BatchContext
    let run: RunRecord
    let attempt: Int
    let control: RunControl
    let retry: RetryPolicy?

    /// - Parameter doubtful: the call whose effect is not known.
    /// - Throws: ``GateRefusal`` of the stage `read-back`, with a failure where the question may be asked again later;
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
            // The question changes nothing, so it may be asked again even where it was sent.
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
            // A secret of the input stays secret in the question, whatever argument carries it there.
            shown = try doubtful.shownInput.map { input throws(ToolSpec.ReadBack.MissingArgument) in
                try readBack.spec.arguments(from: input.object ?? [:])
            }
        } catch {
            return .unclear("the input has nothing at '\(error.pointer)' for '\(error.name)' of the read-back")
        }
        let tool = readBack.spec.tool
        guard scope.declarations[tool.unversioned]?.spec.isReadOnly != false else {
            return .unclear(
                "'\(tool.unversioned)' is declared readOnly: false, and a read-back must change nothing")
        }
        let requester = try await services.catalog.requester(context.record.requester, in: scope)
        var facts = GateCase(
            run, of: context, input: .bound(BoundInput(sent: .object(arguments), shown: shown.map { .object($0) })),
            in: scope, requester: requester, deadlines: deadlines, now: services.clock.now,
            redactor: services.secrets.redactor)
        facts.tool = tool.description
        var gate = GatePass(facts, deferring: .nothing)
        let passed = try gate.passAtOnce()
        let opening = CallOpening(
            services: services, batch: context, scope: scope, requester: requester, run: run,
            call: try await ServerCall(
                passed.subject, in: scope, services: services, control: control, run: run.id, retry: retry),
            deadlines: deadlines, waits: CallWaits(pool: services.pool, control: control))
        // The question leaves no steps in the run. Its announcement and its end are events.
        var record = record(of: passed, at: services.clock.now)
        switch try await opening.takePlace(noting: &record) {
        case .taken(let place, _):
            return try await send(opening, place, passed, tests: readBack.tests)
        case .later(let until, let limit):
            throw GateRefusal(
                .rate, .rateLimited, "it waits for \(limit)",
                failure: AttemptFailure(
                    .rateLimited, isThrottled: true, retryAfter: until.since(services.clock.now)))
        }
    }

    private func send(
        _ opening: CallOpening, _ place: CallPlace, _ passed: GatePass.Passed, tests: ExpectationEvaluator
    ) async throws -> Answer {
        let (call, subject) = (opening.call, passed.subject)
        let startedAt = services.clock.now
        let announcement = event(.callStarted, passed, at: startedAt)
        let isAnnounced = try await opening.announce(place, isFirstCall: false) { rows throws(StoreError) in
            try rows.append([announcement])
        }
        guard isAnnounced else { return .changed }
        let result: CallToolResult
        do {
            result = try await call.send(
                place.session,
                until: opening.deadlines.attemptEnd(timeout: subject.timeout(), now: services.clock.now))
            await call.leave(place)
        } catch {
            await call.leave(place)
            guard let refusal = error as? GateRefusal else { throw error }
            try await finish(
                passed, startedAt: startedAt, outcome: refusal.status, reason: refusal.reason, answer: "none")
            throw refusal
        }
        let answer = judge(result, subject: subject, tests: tests, startedAt: startedAt)
        let isNothing = if case .nothingHappened = answer { true } else { false }
        try await finish(
            passed, startedAt: startedAt, outcome: .succeeded, answer: isNothing ? "nothing-happened" : "unclear")
        return answer
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
        _ passed: GatePass.Passed, startedAt: Timestamp, outcome: RunStatus, reason: RunReason? = nil, answer: String
    ) async throws(StoreError) {
        let endedAt = services.clock.now
        var event = event(.callFinished, passed, at: endedAt)
        event.outcome = outcome.rawValue
        event.reasonCode = reason?.rawValue
        event.duration = endedAt.since(startedAt)
        var facts = event.context ?? [:]
        facts["answer"] = .string(answer)
        event.context = facts
        _ = try await services.store.appendAudit([event])
    }

    private func record(of passed: GatePass.Passed, at now: Timestamp) -> GateRecord {
        let claimed = ClaimedRun(
            run: run,
            lease: RunLease(run: run.id, worker: run.state.worker ?? "", epoch: run.state.epoch, expiresAt: now),
            attempt: attempt)
        var record = GateRecord(claimed: claimed, context: context, source: services.source)
        record.subject = passed.subject
        record.decision = passed.decision
        return record
    }

    private func event(_ type: AuditEventType, _ passed: GatePass.Passed, at now: Timestamp) -> AuditEvent {
        var event = record(of: passed, at: now).event(
            type, id: services.random.nextID(services.clock).text, redactor: services.secrets.redactor, at: now)
        event.target = "tool:" + passed.subject.address.unversioned
        var facts = event.context ?? [:]
        facts["read_back"] = JSONValue(run.assignment.tool)
        event.context = facts
        return event
    }
}
