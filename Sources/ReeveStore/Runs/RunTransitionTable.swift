internal import ReeveJSON
package import ReeveModel

/// The answers of the run machine for every status and event. The page docs/reference/run-states.md and tests are made
/// from them.
///
/// Where the answer depends on more than the status, for example on a doubt, the event has several cases.
package struct RunTransitionTable: Sendable {
    package struct Case: Sendable {
        /// The words for the event, for example `stop requested`.
        package let event: String
        /// What else the answer depends on, for example `in doubt`; empty where nothing else counts.
        package let circumstance: String
        let prepare: @Sendable (inout RunRecord) -> Void
        let make: @Sendable () -> RunTransition.Event

        init(
            _ event: String, _ circumstance: String = "",
            prepare: @escaping @Sendable (inout RunRecord) -> Void = { _ in },
            make: @escaping @Sendable () -> RunTransition.Event
        ) {
            self.event = event
            self.circumstance = circumstance
            self.prepare = prepare
            self.make = make
        }
    }

    package enum Answer: Sendable, Hashable {
        case becomes(RunStatus)
        /// The event changes nothing in this status.
        case ignored
        /// The event must not happen in this status.
        case refused
    }

    package static func answer(to question: Case, in status: RunStatus) -> Answer {
        var run = sample
        run.state.status = status
        question.prepare(&run)
        do {
            guard let transition = try RunTransition(of: run, by: question.make(), now: now) else { return .ignored }
            return .becomes(transition.run.state.status)
        } catch {
            return .refused
        }
    }

    package static let cases: [Case] =
        waiting + completions + losses + decisions

    // MARK: Cases

    private static let now = Timestamp(microseconds: 1_000_000)
    private static let later = Timestamp(microseconds: 2_000_000)
    private static let id = ULID(milliseconds: 0, high: 0, low: 0)
    private static let lease = RunLease(run: id, worker: "worker", epoch: 1, expiresAt: later)
    private static let sample = RunRecord(
        id: id, batch: id, organization: "", environment: "", item: "", effectID: "",
        createdAt: Timestamp(microseconds: 0))

    private static let inDoubt: @Sendable (inout RunRecord) -> Void = { $0.state.isInDoubt = true }
    private static let readsBack: @Sendable (inout RunRecord) -> Void = { $0.identity.hasReadBack = true }
    private static let asked: @Sendable (inout RunRecord) -> Void = { $0.state.cancelRequestedAt = now }

    private static let waiting = [
        Case("needs met") { .needsMet },
        Case("needs met", "its time has not come", prepare: { $0.state.dueAt = later }) { .needsMet },
        Case("need failed") { .needFailed(cause: id) },
        Case("need failed", "in doubt", prepare: inDoubt) { .needFailed(cause: id) },
        Case("due") { .becameDue },
        Case("claimed") { .claimed(RunClaim(worker: "worker", limit: 1, now: now)) },
        Case("started") { .started(RunStart(lease: lease, now: now, events: [])) },
        Case("checkpoint of a task") { .advanced(RunAdvance(lease: lease, now: now, entries: [])) },
    ]

    private static func completion(_ status: RunStatus, isInDoubt: Bool = false) -> RunTransition.Event {
        .completed(
            RunCompletion(lease: lease, status: status, now: now, dueAt: later, isInDoubt: isInDoubt, events: []),
            batchIsStopped: false)
    }

    private static let completions =
        RunStatus.allCases.filter { RunStatus.running.canBecome($0) }.map { status in
            Case("attempt ended", status.rawValue) { completion(status) }
        } + [
            Case("attempt ended", "retryable, and it was asked to stop", prepare: asked) { completion(.retryable) },
            Case("attempt ended", "retryable in doubt, and it was asked to stop", prepare: asked) {
                completion(.retryable, isInDoubt: true)
            },
        ]

    private static let losses = [
        Case("worker lost", "before the call") { .workerLost(WorkerLoss(wasSent: false, isGone: false)) },
        Case("worker lost", "before the call, for the last time") {
            .workerLost(WorkerLoss(wasSent: false, isGone: true, rescuesMax: 1))
        },
        Case("worker lost", "before the call, and it was asked to stop", prepare: asked) {
            .workerLost(WorkerLoss(wasSent: false, isGone: true))
        },
        Case("worker lost", "in the call") { .workerLost(WorkerLoss(wasSent: true, isGone: true)) },
        Case("worker lost", "in the call of an idempotent tool", prepare: { $0.identity.isIdempotent = true }) {
            .workerLost(WorkerLoss(wasSent: true, isGone: false))
        },
        Case("worker lost", "in the call of a tool with a read-back; the worker has ended", prepare: readsBack) {
            .workerLost(WorkerLoss(wasSent: true, isGone: true))
        },
        Case("worker lost", "in the call of a tool with a read-back; the worker may be late", prepare: readsBack) {
            .workerLost(WorkerLoss(wasSent: true, isGone: false))
        },
    ]

    private static func stop() -> RunTransition.Event {
        .stopRequested(RunStopRequest(reason: .cancelledUser, actor: "user:anna"))
    }

    private static func move(_ words: String, _ status: RunStatus) -> [Case] {
        [
            Case(words) { .moved(RunMove(to: status)) }
        ]
            + (status.isTerminal
                ? [Case(words, "in doubt", prepare: inDoubt) { .moved(RunMove(to: status)) }] : [])
    }

    private static let decisions =
        [
            Case("stop requested", make: stop),
            Case("stop requested", "in doubt", prepare: inDoubt, make: stop),
        ] + move("suspended", .suspended) + move("released", .ready) + [
            Case("released", "before its needs are met") { .moved(RunMove(to: .ready, needsAreMet: false)) }
        ] + move("denied", .denied) + move("given up", .failed) + move("called off", .cancelled) + [
            Case("assigned") { .assigned(agent: "agent", worker: nil) },
            Case("superseded") { .superseded(by: id) },
        ]
}
