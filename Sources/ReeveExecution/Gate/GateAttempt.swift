internal import ReeveAudit
internal import ReeveJSON
internal import ReeveMCP
internal import ReeveModel
internal import ReevePolicy
internal import ReeveRedaction
internal import ReeveScheduler
internal import ReeveStore

/// One attempt on its way through the gate.
struct GateAttempt {
    let services: ExecutionServices
    let claimed: ClaimedRun
    let context: BatchContext
    let item: BatchContext.Item?
    let control: RunControl
    var record: GateRecord
    private var input: BoundInput?
    /// An earlier attempt may have had its effect, and nobody has found out yet.
    var isInDoubt: Bool

    init(services: ExecutionServices, claimed: ClaimedRun, context: BatchContext, control: RunControl) {
        self.services = services
        self.claimed = claimed
        self.context = context
        self.control = control
        item = context.items[claimed.run.item]
        isInDoubt = claimed.run.isInDoubt
        record = GateRecord(claimed: claimed, context: context, source: services.source)
    }

    var run: RunRecord { claimed.run }
    var now: Timestamp { services.clock.now }

    /// - Returns: nil where the store changed between the decision and the start: pass again.
    mutating func pass(_ scope: ExecutionScope) async throws -> RunOutcome? {
        record = GateRecord(claimed: claimed, context: context, source: services.source)
        // Before the first word about the run is written: what it says may be what its connection keeps secret.
        if let name = run.tool.flatMap({ ToolAddress($0) })?.connection, let connection = scope.connections[name] {
            await services.secrets.learn(connection)
        }
        let started = now
        let deadlines = RunDeadlines(
            firstStart: run.startedAt ?? started, createdAt: run.createdAt, batch: context.record.deadline)
        do {
            if control.cause != nil { throw control.refusal(requestSent: false) }
            if let reason = deadlines.passed(at: started, isFirstAttempt: run.startedAt == nil) {
                throw GateRefusal(
                    .resolve, reason, "the deadline has passed",
                    status: reason == .cancelledBatch ? .cancelled : .failed)
            }
            guard run.isIntact else { throw GateRefusal.edited("run \(run.id)") }
            guard context.record.isIntact else { throw GateRefusal.edited("batch \(context.record.id)") }
            let input: BoundInput
            if let bound = self.input {
                input = bound
            } else {
                input = try await BoundInput.of(run, context: context, services: services)
                self.input = input
            }
            var subject = try CallSubject.resolve(agent: run.agent, tool: run.tool, input: input.sent, in: scope)
            if input.shown != input.sent { subject.shownInput = input.shown }
            record.subject = subject
            record.add(.check, "resolve: \(subject.address) at \(subject.tool.definition.version)", at: now)
            try subject.checkPins(in: scope)
            record.add(.check, "connection: \(subject.pin == nil ? "not pinned" : "as pinned")", at: now)
            let requester = try await services.catalog.requester(context.record.requester, in: scope)
            let decision = try subject.decide(
                in: scope, requester: requester, origin: context.origin, callsInRun: 0, now: now,
                redactor: services.secrets.redactor)
            record.decision = decision
            record.add(.check, "policy: " + decision.summary, at: now)
            try subject.checkInput()
            record.add(.check, "input: valid", at: now)
            if let refusal = GateRefusal.approval(decision) { throw refusal }
            record.add(.check, "approval: none needed", at: now)
            if isInDoubt, !subject.isIdempotent {
                guard try await readBack(subject, in: scope, deadlines: deadlines) else { return nil }
            }
            let waits = CallWaits(pool: services.pool, control: control)
            do {
                return try await takePlace(
                    subject, decision, for: requester, scope: scope, deadlines: deadlines, waits: waits)
            } catch {
                record.add(waits.take(), at: now)
                throw error
            }
        } catch let refusal as GateRefusal {
            // A refusal must stand on the present state, as an allowance does.
            guard try await isCurrent(scope) else { return nil }
            return try await refuse(refusal, deadlines: deadlines)
        }
    }

    /// Finds out whether the call may be made again.
    ///
    /// - Returns: false where the store changed meanwhile: pass again.
    /// - Throws: ``GateRefusal`` unless the tool's read-back shows that nothing happened.
    private mutating func readBack(
        _ subject: CallSubject, in scope: ExecutionScope, deadlines: RunDeadlines
    ) async throws -> Bool {
        guard let readBack = subject.declaration?.readBack else {
            throw GateRefusal(
                .readBack, .effectUnknown,
                "an earlier attempt may have had its effect, and '\(subject.address.unversioned)' declares no readBack")
        }
        let call = ReadBackCall(
            services: services, context: context, run: run, attempt: claimed.attempt, control: control,
            retry: item?.retry)
        switch try await call.ask(readBack, about: subject, in: scope, deadlines: deadlines) {
        case .changed: return false
        case .unclear(let why): throw GateRefusal(.readBack, .effectUnknown, why)
        case .nothingHappened(let words):
            record.add(.check, "read-back: " + words, at: now)
            isInDoubt = false
            return true
        }
    }

    /// Waits for what the call needs, and makes it. Nothing was announced while it waits.
    private mutating func takePlace(
        _ subject: CallSubject, _ decision: PolicyDecision, for requester: ResolvedRequester, scope: ExecutionScope,
        deadlines: RunDeadlines, waits: CallWaits
    ) async throws -> RunOutcome? {
        let call = try await ServerCall(
            subject, in: scope, services: services, control: control, run: run.id, retry: item?.retry)
        if let pin = subject.pin {
            try await call.checkListing(pin: pin, batch: run.batch, deadlines: deadlines, waits: waits)
            record.add(waits.take(), at: now)
            record.add(.check, "connection: the server lists the tool as pinned", at: now)
        }
        let limits = scope.limits.limits(for: subject.limitSubject(in: scope, requester: requester))
        let place: CallPlace
        switch try await call.takePlace(limits, run: run.id, deadlines: deadlines, waits: waits) {
        case .taken(let taken): place = taken
        case .later(let until, let limit):
            record.add(waits.take(), at: now)
            let wait = CallWaits.Figure(wait: .limit(limit), duration: until.since(now))
            control.onWait(.ended(wait.wait, wait.duration))
            return await giveBack(
                until: until, "rate: waits \(CallWaits.text(wait.duration)) for \(limit)", reason: .rateLimited,
                details: wait.details)
        case .refused(let limit): throw GateRefusal(.rate, .rateLimited, "limit '\(limit)' is used up")
        }
        record.add(waits.take(), at: now)
        record.limiter = .object(["limits": JSONValue(limits.map(\.name))])
        record.add(.check, "rate: " + limits.map(\.name).joined(separator: ", "), at: now)
        let startedAt = now
        do {
            switch try await announce(subject, decision, scope: scope, permit: place.permit, at: startedAt) {
            case .changed:
                await give(back: place, of: call)
                return nil
            case .overBudget: throw GateRefusal(.budget, .budgetExceeded, "the batch has used its budget up")
            case .started: _ = record.takeSteps()
            }
        } catch {
            await give(back: place, of: call)
            throw error
        }
        // The call is announced: whatever follows, its token is spent.
        defer { services.limiter.release(place.permit) }
        return try await send(
            call, place, deadlines: deadlines, timeout: subject.timeout(item: item?.spec.toolRun.timeout),
            startedAt: startedAt)
    }

    /// Nothing was done with it.
    private func give(back place: CallPlace, of call: ServerCall) async {
        services.limiter.cancel(place.permit)
        await call.leave(place.session)
    }

    private enum Start: Sendable {
        case started
        case changed
        case overBudget
    }

    /// Writes that the call is made, with what it takes of budget and limits.
    private mutating func announce(
        _ subject: CallSubject, _ decision: PolicyDecision, scope: ExecutionScope, permit: LimiterState.Permit,
        at startedAt: Timestamp
    ) async throws(StoreError) -> Start {
        record.add(.check, context.budget.isEmpty ? "budget: none" : "budget: left", at: startedAt)
        record.add(.execution, "calls \(subject.address)", at: startedAt)
        let event = record.event(
            .runStarted, id: services.random.nextID(services.clock).text, redactor: services.secrets.redactor,
            at: startedAt)
        var start = RunStart(
            lease: claimed.lease, now: startedAt, policySetDigest: decision.policySet, pinDigest: subject.pin,
            steps: record.steps, events: [event])
        start.isInDoubt = isInDoubt
        let starting = start
        let (budget, limiter, isFirstCall) = (context.budget, services.limiter, run.startedAt == nil)
        let revision = scope.revision
        let (organization, environment) = (scope.organization, scope.environment)
        return try await services.store.write { rows throws(StoreError) -> Start in
            guard try ScopeRevision.read(rows, organization: organization, environment: environment) == revision else {
                return .changed
            }
            guard try budget.take(rows, isFirstCall: isFirstCall) else { return .overBudget }
            try rows.start(starting)
            for bucket in limiter.rows(of: permit) { try rows.upsert(bucket) }
            return .started
        }
    }

    /// The clock of the attempt starts here, when its call can be sent.
    private mutating func send(
        _ call: ServerCall, _ place: CallPlace, deadlines: RunDeadlines, timeout: Duration, startedAt: Timestamp
    ) async throws -> RunOutcome {
        let result: CallToolResult
        do {
            result = try await call.send(
                place.session, until: deadlines.attemptEnd(timeout: timeout, now: now))
            await call.leave(place.session)
        } catch {
            await call.leave(place.session)
            guard let refusal = error as? GateRefusal else { throw error }
            // Before the run says that its effect is unknown, so that whoever looks then sees the last of it.
            if refusal.failure?.requestSent == true, repetition != .always { await call.waitForEnd() }
            return try await refuse(refusal, deadlines: deadlines, startedAt: startedAt)
        }
        return try await finish(result, subject: call.subject, startedAt: startedAt)
    }

    private func isCurrent(_ scope: ExecutionScope) async throws(StoreError) -> Bool {
        let (organization, environment) = (scope.organization, scope.environment)
        return try await services.store.read { rows throws(StoreError) in
            try ScopeRevision.read(rows, organization: organization, environment: environment) == scope.revision
        }
    }
}
