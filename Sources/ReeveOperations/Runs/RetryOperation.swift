import ReeveAudit
import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore

/// `runs retry`: makes a new run in the place of a finished one, and new runs of the dependents that the old run had
/// skipped.
///
/// The new run acts for whoever has submitted the batch. The audit log says who has retried it.
package struct RetryOperation: Sendable {
    /// The id of the run, or its last characters.
    package let run: String
    /// Whether an interrupted run is repeated without asking the readBack of its tool.
    package let isForced: Bool

    package init(run: String, isForced: Bool) {
        self.run = run
        self.isForced = isForced
    }

    package func run(in context: OperationContext) async throws(OperationError) -> Signed<RetryOutcome> {
        try await context.withExecution { setup in
            let store = setup.store
            let id = try await RunLookup.run(run, in: store, context: context)
            if let (message, help) = try await Self.obstacle(to: id, store: store) {
                throw OperationError.invalid(message, code: "run.not-retryable", help: help)
            }
            var verdict: InterruptedRuns.Verdict?
            if !isForced, try await store.run(id)?.state.reason == .effectUnknown {
                verdict = try await InterruptedRuns(setup.services).verdict(on: id)
            }
            if case .unclear(let why)? = verdict {
                throw OperationError.refused(
                    "run \(id) is not made again: \(why)", code: "run.effect.unknown",
                    help: "find out yourself whether it happened; --force makes it again without asking")
            }
            return try await Self.make(id, verdict: verdict, isForced: isForced, store: store, in: context)
        }
    }

    /// Why a run cannot be made again, and what to do instead; nil where it can.
    private static func obstacle(
        to id: ULID, store: any Store
    ) async throws(StoreError) -> (message: String, help: String)? {
        guard let run = try await store.run(id) else { return nil }
        if let next = run.state.supersededBy {
            return ("run \(id) was made again already, as run \(next)", "reeve runs show \(next)")
        }
        if run.state.status == .succeeded || run.state.status == .skipped {
            return (
                "run \(id) is \(run.state.status.rawValue); only runs that failed are made again",
                run.state.status == .skipped
                    ? "make the run again that it waited for; it comes along" : "submit its batch once more"
            )
        }
        if let batch = try await store.batch(run.identity.batch), DirectCall.isCall(batch) {
            let agent = run.assignment.agent.map { " --agent \($0)" } ?? ""
            return (
                "run \(id) is a call by hand, which is not made again from the queue",
                "make the call again: reeve tools call \(run.assignment.tool ?? "")\(agent) -e \(run.identity.environment), with its --input"
            )
        }
        guard !run.state.status.isTerminal else { return nil }
        return ("run \(id) is \(run.state.status.rawValue) and has not ended", "reeve runs cancel \(id)")
    }

    /// - Parameter verdict: what was found out about an interrupted run. It goes into the log.
    private static func make(
        _ id: ULID, verdict: InterruptedRuns.Verdict?, isForced: Bool = false, store: any Store,
        in context: OperationContext
    ) async throws(StoreError) -> RetryOutcome {
        let now = context.now
        var event = AuditEvent(id: "", time: now, type: .runRetried, actor: context.requester.actor)
        event.runID = id.text
        event.subject = context.requester.id
        event.source = context.requester.source
        if case .nothingHappened(let words)? = verdict { event.context = ["read_back": .string(words)] }
        if isForced { event.context = ["forced": true] }
        return try await store.retryRun(id, events: [event], now: now)
    }

    /// Makes interrupted runs of the queues again where that is safe, and reports what it has found.
    ///
    /// - Returns: the number of runs that are left to a person.
    static func interrupted(
        in queues: [String], _ setup: ExecutionSetup, context: OperationContext, isStopping: () -> Bool
    ) async throws(ExecutionError) -> Int {
        let runs = InterruptedRuns(setup.services)
        var (repeated, left) = (0, 0)
        for run in try await runs.all(in: queues) {
            guard !isStopping() else { break }
            let verdict = try await runs.verdict(on: run.id)
            guard verdict.isSafe else {
                left += 1
                if case .unclear(let why) = verdict { context.events(.leftInterrupted(run, why: why)) }
                continue
            }
            do {
                _ = try await make(run.id, verdict: verdict, store: setup.store, in: context)
                repeated += 1
            } catch {
                // Another command has made the run again before.
                guard case .illegalTransition = error.code else { throw ExecutionError(error) }
            }
        }
        guard repeated + left > 0 else { return 0 }
        context.events(.interruptedRuns(repeated: repeated, left: left))
        return left
    }
}
