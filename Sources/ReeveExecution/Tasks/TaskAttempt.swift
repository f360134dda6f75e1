internal import ReeveAudit
internal import ReeveJSON
internal import ReeveLLM
internal import ReeveModel
internal import ReevePolicy
internal import ReeveScheduler
internal import ReeveStore

/// One attempt at a task: asks the model, makes the calls that it wants through the gate, gives it the results, until
/// there is a final answer or a cap fires.
///
/// After every step the journal is written, so that a later attempt goes on where this one ended.
struct TaskAttempt {
    let services: ExecutionServices
    let claimed: ClaimedRun
    let context: BatchContext
    let spec: BatchSpec.Task
    let control: RunControl
    private(set) var deadlines: RunDeadlines
    /// The end of this attempt: by its timeout, its wall clock, the total time or the batch.
    private(set) var end: Timestamp
    private(set) var isWallClockFirst = false
    var journal: TaskJournal
    /// Ends the attempt: with a result, with a refusal, or back in the queue.
    var ending: GateAttempt
    /// When the run was started by this attempt; nil before.
    var startedAt: Timestamp?
    /// Set by ``subject()``; made anew where the store has changed.
    private var known: TaskSubject?

    init(
        services: ExecutionServices, claimed: ClaimedRun, context: BatchContext, spec: BatchSpec.Task,
        control: RunControl, journal: TaskJournal
    ) {
        self.services = services
        self.claimed = claimed
        self.context = context
        self.spec = spec
        self.control = control
        self.journal = journal
        let now = services.clock.now
        deadlines = context.deadlines(of: claimed.run, now: now)
        end = deadlines.attemptEnd(timeout: spec.timeout, now: now)
        ending = GateAttempt(services: services, claimed: claimed, context: context, control: control)
    }

    var run: RunRecord { claimed.run }
    var now: Timestamp { services.clock.now }

    /// Works to the end of the run, or to its return to the queue.
    ///
    /// - Throws: ``StoreError``, ``ExecutionError``; nothing was then written.
    mutating func pass() async throws -> RunOutcome {
        do {
            return try await work()
        } catch let refusal as GateRefusal {
            return try await ending.refuse(refusal, deadlines: deadlines, startedAt: startedAt)
        }
    }

    private mutating func work() async throws -> RunOutcome {
        try checkRows()
        if let parked = try await start() { return parked }
        while true {
            try checkTime()
            switch journal.next {
            case .begin: throw GateRefusal.tooEarly(.execute)
            case .ask: try await ask()
            case .lostQuestion(let entry): try await giveUp(entry)
            case .call(let call):
                if let parked = try await spec.mode == .propose ? propose() : make(call) { return parked }
            case .lostCall(let entry, let call): try await takeUp(entry, call)
            case .judge(let answer):
                if let outcome = try await judge(answer) { return outcome }
            }
        }
    }

    private func checkRows() throws(GateRefusal) {
        guard run.isIntact else { throw GateRefusal.edited("run \(run.id)") }
        guard context.record.isIntact else { throw GateRefusal.edited("batch \(context.record.id)") }
        guard journal.isIntact else { throw GateRefusal.edited("the journal of run \(run.id)") }
    }

    /// Whether there is time left, and nobody has asked the run to stop.
    func checkTime() throws(GateRefusal) {
        if control.cause != nil { throw control.refusal(requestSent: false) }
        let now = now
        guard now >= end else { return }
        if isWallClockFirst { throw TaskCaps.fired(.limitWallClock, "the task has used its time up") }
        let reason = deadlines.reason(ofTimeoutAt: now)
        guard reason == .timeoutAttempt else { throw GateRefusal.late(.execute, reason, "the deadline has passed") }
        throw GateRefusal(
            .execute, .timeoutAttempt, "the attempt was not finished in time", failure: AttemptFailure(.timeoutAttempt))
    }

    /// Bounds the attempt by what is left of the wall clock.
    mutating func bound(byWallClock limit: Duration?, used: Duration) {
        guard let limit else { return }
        let last = now.advanced(by: max(.zero, limit - used))
        guard last < end else { return }
        end = last
        isWallClockFirst = true
    }

    /// Leaves the time out of the total time in which the run waited for people.
    mutating func leaveOut(_ waited: Duration) {
        guard let first = run.state.startedAt, waited > .zero else { return }
        deadlines = RunDeadlines(
            firstStart: first.advanced(by: waited), createdAt: run.identity.createdAt, batch: context.record.deadline)
        end = deadlines.attemptEnd(timeout: spec.timeout, now: now)
    }

    // MARK: Deciding

    /// The task as the store has it now.
    ///
    /// - Throws: ``GateRefusal`` where the task may not go on; ``ExecutionError``.
    mutating func subject() async throws -> TaskSubject {
        let scope = try await services.catalog.scope(
            organization: run.identity.organization, environment: run.identity.environment)
        if let known, known.scope.revision == scope.revision { return known }
        let requester = try await services.catalog.requester(context.record.requester, in: scope)
        var about = callContext
        about.origin = context.attributes.origin
        let facts = TaskFacts(scope: scope, requester: requester, context: about, now: now)
        let subject = try TaskSubject(spec, agent: run.assignment.agent, facts)
        ending.record.decision = subject.decision
        known = subject
        return subject
    }

    /// What the policies may ask about the next call.
    var callContext: CallContext {
        var context = CallContext(run, origin: .model)
        context.isTainted = journal.isTainted
        context.callsInRun = journal.toolCalls
        return context
    }

    func event(_ type: AuditEventType, at now: Timestamp) -> AuditEvent {
        ending.record.event(
            type, id: services.random.nextID(services.clock).text, redactor: services.secrets.redactor, at: now)
    }

    func step(_ kind: RunStep.Kind, _ message: String, details: JSONValue? = nil, at now: Timestamp) -> RunStep {
        RunStep(
            run: run.id, attempt: claimed.attempt, kind: kind, message: message, details: details?.canonicalText,
            timestamp: now)
    }
}
