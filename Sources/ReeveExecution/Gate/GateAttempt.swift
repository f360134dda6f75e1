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
    var input: JSONValue?

    init(services: ExecutionServices, claimed: ClaimedRun, context: BatchContext, control: RunControl) {
        self.services = services
        self.claimed = claimed
        self.context = context
        self.control = control
        item = context.items[claimed.run.item]
        record = GateRecord(claimed: claimed, context: context, source: services.source)
    }

    var run: RunRecord { claimed.run }
    var now: Timestamp { services.clock.now }

    /// - Returns: nil where the store changed between the decision and the start: pass again.
    mutating func pass(_ scope: ExecutionScope) async throws -> RunOutcome? {
        record = GateRecord(claimed: claimed, context: context, source: services.source)
        let started = now
        let deadlines = RunDeadlines(
            firstStart: run.startedAt ?? started, createdAt: run.createdAt, batch: context.record.deadline)
        do {
            if let cause = control.cause { throw cancelled(cause, requestSent: false) }
            if let reason = deadlines.passed(at: started, isFirstAttempt: run.startedAt == nil) {
                throw GateRefusal(
                    .resolve, reason, "the deadline has passed",
                    status: reason == .cancelledBatch ? .cancelled : .failed)
            }
            let input = try await boundInput()
            let subject = try CallSubject.resolve(agent: run.agent, tool: run.tool, input: input, in: scope)
            record.subject = subject
            record.add(.check, "resolve: \(subject.address) at \(subject.tool.definition.version)", at: now)
            try subject.checkPins(in: scope)
            record.add(.check, "connection: \(subject.pin == nil ? "not pinned" : "as pinned")", at: now)
            let decision = try subject.decide(
                in: scope, requester: context.record.requester, origin: context.origin, callsInRun: 0, now: now)
            record.decision = decision
            record.add(.check, "policy: " + decision.summary, at: now)
            try subject.checkInput()
            record.add(.check, "input: valid", at: now)
            if let refusal = GateRefusal.approval(decision) { throw refusal }
            record.add(.check, "approval: none needed", at: now)
            let timeout = RunDeadlines.timeout(
                item: item?.spec.toolRun.timeout, tool: subject.declaration?.spec.timeout,
                connection: subject.connection.spec.timeout)
            return try await takeLimits(subject, decision, scope: scope, deadlines: deadlines, timeout: timeout)
        } catch let refusal as GateRefusal {
            // A refusal must stand on the present state, as an allowance does.
            guard try await isCurrent(scope) else { return nil }
            return try await refuse(refusal, deadlines: deadlines)
        }
    }

    private mutating func takeLimits(
        _ subject: CallSubject, _ decision: PolicyDecision, scope: ExecutionScope, deadlines: RunDeadlines,
        timeout: Duration
    ) async throws -> RunOutcome? {
        let limits = scope.limits.limits(for: subject.limitSubject(in: scope, requester: context.record.requester))
        let permit: LimiterState.Permit
        do {
            switch try await services.limiter.acquire(limits, run: run.id, deadline: deadlines.end) {
            case .taken(let taken): permit = taken
            case .later(let until, let limit): return await giveBack(until: until, "rate: '\(limit)' is used up")
            case .refused(let limit):
                throw GateRefusal(.rate, .rateLimited, "limit '\(limit)' is used up")
            }
        } catch is CancellationError {
            throw cancelled(control.cause ?? .stopping, requestSent: false)
        }
        record.limiter = .object(["limits": JSONValue(limits.map(\.name))])
        record.add(.check, "rate: " + limits.map(\.name).joined(separator: ", "), at: now)
        do {
            let outcome = try await start(
                subject, decision, scope: scope, deadlines: deadlines, timeout: timeout, permit: permit)
            switch outcome {
            case .again:
                services.limiter.cancel(permit)
                return nil
            case .ended(let outcome):
                services.limiter.release(permit)
                return outcome
            }
        } catch {
            services.limiter.cancel(permit)
            throw error
        }
    }

    private enum StartOutcome {
        case again
        case ended(RunOutcome)
    }

    private enum Start: Sendable {
        case started
        case changed
        case overBudget
    }

    private mutating func start(
        _ subject: CallSubject, _ decision: PolicyDecision, scope: ExecutionScope, deadlines: RunDeadlines,
        timeout: Duration, permit: LimiterState.Permit
    ) async throws -> StartOutcome {
        let connection: PooledConnection
        do {
            connection = try await services.connections.pooled(subject.connection, in: scope.scope)
        } catch let missing as SecretResolver.Missing {
            throw GateRefusal(.connection, .secretMissing, "\(missing)")
        } catch let error as ExecutionError {
            throw GateRefusal(.connection, .connectionFailed, error.message)
        }
        let redactor = services.secrets.redactor
        if scope.rules.requirePins, let pin = subject.pin {
            try await checkListing(subject, pin: pin, connection: connection, deadlines: deadlines, timeout: timeout)
        }
        let startedAt = now
        record.add(.check, context.budget.isEmpty ? "budget: none" : "budget: left", at: startedAt)
        record.add(.execution, "calls \(subject.address)", at: startedAt)
        let event = record.event(
            .runStarted, id: services.random.nextID(services.clock).text, redactor: redactor, at: startedAt)
        let start = RunStart(
            lease: claimed.lease, now: startedAt, policySetDigest: decision.policySet, pinDigest: subject.pin,
            steps: record.steps, events: [event])
        let (budget, limiter, isFirstCall) = (context.budget, services.limiter, run.startedAt == nil)
        let revision = scope.revision
        let (organization, environment) = (scope.organization, scope.environment)
        let result = try await services.store.write { rows throws(StoreError) -> Start in
            guard try ScopeRevision.read(rows, organization: organization, environment: environment) == revision else {
                return .changed
            }
            guard try budget.take(rows, isFirstCall: isFirstCall) else { return .overBudget }
            try rows.start(start)
            for bucket in limiter.rows(of: permit) { try rows.upsert(bucket) }
            return .started
        }
        switch result {
        case .changed: return .again
        case .overBudget: throw GateRefusal(.budget, .budgetExceeded, "the batch has used its budget up")
        case .started: _ = record.takeSteps()
        }
        let end = deadlines.attemptEnd(timeout: timeout, now: startedAt)
        do {
            let result = try await call(subject, connection, until: end, startedAt: startedAt)
            return .ended(try await finish(result, subject: subject, startedAt: startedAt))
        } catch let refusal as GateRefusal {
            return .ended(try await refuse(refusal, deadlines: deadlines, startedAt: startedAt))
        }
    }

    /// Compares the pin with what the server lists at the start of the batch.
    private mutating func checkListing(
        _ subject: CallSubject, pin: ContentDigest, connection: PooledConnection, deadlines: RunDeadlines,
        timeout: Duration
    ) async throws {
        let listed: [String: ContentDigest]
        do {
            listed = try await services.listings.digests(
                batch: run.batch, connection: connection, pool: services.pool,
                deadline: .now.advanced(by: max(timeout, subject.connection.spec.timeout)))
        } catch let error as MCPError {
            throw refusal(error, stage: .connection, sent: false)
        }
        guard let digest = listed[subject.address.tool] else {
            throw GateRefusal(.connection, .pinMismatch, "the server does not list '\(subject.address.tool)'")
        }
        guard digest == pin else {
            throw GateRefusal(
                .connection, .pinMismatch,
                "the server lists '\(subject.address.tool)' as \(digest.short), pinned is \(pin.short)")
        }
        record.add(.check, "connection: the server lists the tool as pinned", at: now)
    }

    private func call(
        _ subject: CallSubject, _ connection: PooledConnection, until end: Timestamp, startedAt: Timestamp
    ) async throws -> CallToolResult {
        let deadline = ContinuousClock.now.advanced(by: max(.zero, end.since(now)))
        let wantedVersion = subject.connection.spec.serverVersion
        do {
            return try await services.pool.withSession(for: connection, deadline: deadline) { session in
                if let wantedVersion, session.server.version != wantedVersion {
                    throw GateRefusal(
                        .connection, .connectionFailed,
                        "the server is at version '\(session.server.version ?? "none")', not '\(wantedVersion)'",
                        failure: AttemptFailure(.connectionFailed, isPermanent: true))
                }
                return try await session.callTool(subject.address.tool, arguments: subject.input, deadline: deadline)
            }
        } catch let error as MCPError {
            throw refusal(error, stage: .execute, sent: error.requestSent)
        } catch is CancellationError {
            throw cancelled(control.cause ?? .stopping, requestSent: false)
        }
    }

    /// `fromItem` values, taken from the items that ended before.
    private mutating func boundInput() async throws -> JSONValue {
        if let input { return input }
        let stored = try await StoredContent.load(run.content?.input ?? "{}", from: services.store)
        let references = InputBinding.itemReferences(in: stored)
        guard !references.isEmpty else {
            input = stored
            return stored
        }
        let values = try await ItemResults(store: services.store, context: context).values(
            of: Set(references.map(\.item)))
        let takesAll = item?.spec.isOnce ?? false
        do throws(UnboundItem) {
            let bound = try InputBinding.bindItems(stored) {
                values.value(of: $0, cell: run.cell ?? "", takesAllCells: takesAll)
            }
            input = bound
            return bound
        } catch {
            throw GateRefusal(.resolve, .inputInvalid, "\(error)")
        }
    }

    private func isCurrent(_ scope: ExecutionScope) async throws(StoreError) -> Bool {
        let (organization, environment) = (scope.organization, scope.environment)
        return try await services.store.read { rows throws(StoreError) in
            try ScopeRevision.read(rows, organization: organization, environment: environment) == scope.revision
        }
    }

    func cancelled(_ cause: RunControl.Cause, requestSent: Bool) -> GateRefusal {
        GateRefusal(
            .execute, .cancelledUser, requestSent ? "cancelled after the request was sent" : "cancelled",
            status: .cancelled, failure: AttemptFailure(.cancelledUser, requestSent: requestSent))
    }
}
