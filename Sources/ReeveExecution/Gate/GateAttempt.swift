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
    /// Whether an earlier attempt may have had its effect, and nobody has found out yet.
    var isInDoubt: Bool
    /// The approval that the call goes by; nil where it needs none.
    private var approval: ApprovalUse?
    /// An approval whose time is over. It ends with the run.
    var expiredApproval: ULID?

    init(services: ExecutionServices, claimed: ClaimedRun, context: BatchContext, control: RunControl) {
        self.services = services
        self.claimed = claimed
        self.context = context
        self.control = control
        item = context.items[claimed.run.identity.item]
        isInDoubt = claimed.run.state.isInDoubt
        record = GateRecord(claimed: claimed, context: context, source: services.source)
    }

    var run: RunRecord { claimed.run }

    /// What the batch's item says about the call; nil where the definition no longer has the item.
    private var toolRun: BatchSpec.ToolRun? {
        switch item?.spec.work {
        case .toolRun(let toolRun): toolRun
        case .task, nil: nil
        }
    }

    var now: Timestamp { services.clock.now }

    /// Takes the run through the gate by the scope, and ends the attempt.
    ///
    /// - Returns: nil where the store changed between the decision and the start of the call. Call again with a new
    ///   scope.
    mutating func pass(_ scope: ExecutionScope) async throws -> RunOutcome? {
        record = GateRecord(claimed: claimed, context: context, source: services.source)
        (approval, expiredApproval) = (nil, nil)
        // The redactor must know the connection's secrets before the first word about the run is written: an error may
        // quote them.
        if let name = run.assignment.tool.flatMap({ ToolAddress($0) })?.connection,
            let connection = scope.connections[name]
        {
            await services.secrets.learn(connection)
        }
        let deadlines = context.deadlines(of: run, now: now)
        do {
            if control.cause != nil { throw control.refusal(requestSent: false) }
            return try await walk(scope, deadlines: deadlines)
        } catch let refusal as GateRefusal {
            // A refusal counts only where the scope is current. The same holds for a permission: see
            // ``CallOpening/announce(_:isFirstCall:writing:)``.
            guard try await isCurrent(scope) else { return nil }
            return try await refuse(refusal, deadlines: deadlines)
        }
    }

    private mutating func walk(_ scope: ExecutionScope, deadlines: RunDeadlines) async throws -> RunOutcome? {
        let requester = try await services.catalog.requester(context.record.requester, in: scope)
        var facts = GateCase(
            run, of: context, input: input.map { .bound($0) } ?? .unbound, in: scope, requester: requester,
            deadlines: deadlines, now: now, redactor: services.secrets.redactor)
        facts.isInDoubt = isInDoubt
        var gate = GatePass(facts, deferring: .nothing)
        while true {
            let turn = gate.advance()
            record.take(&gate, at: now)
            switch turn {
            case .refused(let refusal): throw refusal
            case .bindInput:
                let bound = try await BoundInput.of(run, context: context, services: services)
                input = bound
                gate.bind(bound, at: now)
            case .approval(let wanted):
                switch try await approval(of: wanted, in: scope) {
                case .approved(let use): approval = use
                case .parked(let outcome): return outcome
                case .changed: return nil
                }
            case .readBack(let subject):
                guard try await readBack(subject, in: scope, deadlines: deadlines) else { return nil }
            case .passed(let passed):
                let waits = CallWaits(pool: services.pool, control: control)
                do {
                    return try await call(passed, for: requester, scope: scope, deadlines: deadlines, waits: waits)
                } catch {
                    record.add(waits.take(), at: now)
                    throw error
                }
            }
        }
    }

    /// Asks the tool's read-back whether the call may be made again.
    ///
    /// - Returns: false where the store changed meanwhile. The call must then pass the gate again.
    /// - Throws: ``GateRefusal`` unless the read-back shows that nothing happened.
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

    /// Waits for what the call needs, announces the call and makes it. Nothing is announced while it waits.
    private mutating func call(
        _ passed: GatePass.Passed, for requester: ResolvedRequester, scope: ExecutionScope, deadlines: RunDeadlines,
        waits: CallWaits
    ) async throws -> RunOutcome? {
        let opening = CallOpening(
            services: services, batch: context, scope: scope, requester: requester, run: run,
            call: try await ServerCall(
                passed.subject, in: scope, services: services, control: control, run: run.id, retry: item?.retry),
            deadlines: deadlines, waits: waits)
        let place: CallPlace
        switch try await opening.takePlace(noting: &record) {
        case .taken(let taken, let limits):
            place = taken
            record.limiter = .object(["limits": JSONValue(limits.map(\.name))])
        case .later(let until, let limit):
            let wait = CallWaits.Figure(wait: .limit(limit), duration: until.since(now))
            control.onWait(.ended(wait.wait, wait.duration))
            return await giveBack(
                until: until, "rate: waits \(CallWaits.text(wait.duration)) for \(limit)", reason: .rateLimited,
                details: wait.details)
        }
        let startedAt = now
        let start = start(passed, at: startedAt)
        let isAnnounced = try await opening.announce(place, isFirstCall: run.state.startedAt == nil, by: approval) {
            rows throws(StoreError) in try rows.start(start)
        }
        guard isAnnounced else { return nil }
        _ = record.takeSteps()
        return try await send(
            opening.call, place, deadlines: deadlines, timeout: passed.subject.timeout(item: toolRun?.timeout),
            startedAt: startedAt)
    }

    /// The start of the run, with the steps so far and the event that announces the call.
    private mutating func start(_ passed: GatePass.Passed, at startedAt: Timestamp) -> RunStart {
        record.add(.check, context.budget.isEmpty ? "budget: none" : "budget: left", at: startedAt)
        record.add(.execution, "calls \(passed.subject.address)", at: startedAt)
        let event = record.event(
            .runStarted, id: services.random.nextID(services.clock).text, redactor: services.secrets.redactor,
            at: startedAt)
        var start = RunStart(
            lease: claimed.lease, now: startedAt, policySetDigest: passed.decision.policySet,
            pinDigest: passed.subject.pin, steps: record.steps, events: [event])
        start.isInDoubt = isInDoubt
        return start
    }

    /// Sends the call. The timeout counts from here: waits for a session or a permit use up none of it.
    private mutating func send(
        _ call: ServerCall, _ place: CallPlace, deadlines: RunDeadlines, timeout: Duration, startedAt: Timestamp
    ) async throws -> RunOutcome {
        let result: CallToolResult
        do {
            result = try await call.send(
                place.session, until: deadlines.attemptEnd(timeout: timeout, now: now))
            await call.leave(place)
        } catch {
            await call.leave(place)
            guard let refusal = error as? GateRefusal else { throw error }
            // The server has ended before the run says that its effect is unknown: whoever looks at the effect then
            // sees all of it.
            let doubt = EffectDoubt(mayHaveHappened: refusal.failure?.requestSent == true, repetition: repetition)
            if doubt.step(towards: .anotherAttempt) != .asPlanned { await call.waitForEnd() }
            return try await refuse(refusal, deadlines: deadlines, startedAt: startedAt)
        }
        return try await finish(result, subject: call.subject, startedAt: startedAt)
    }

    private func isCurrent(_ scope: ExecutionScope) async throws(StoreError) -> Bool {
        try await services.store.read { rows throws(StoreError) in try scope.isCurrent(in: rows) }
    }
}
