import ReeveDiagnostics
import ReeveExecution
import ReeveModel
import ReeveStore

/// `run`: works on queued runs, or submits a batch and works on that. Ends when nothing is due any more.
package struct RunOperation: Sendable {
    package enum Work: Sendable {
        case submission(SubmitOperation)
        case queues([String])
    }

    package struct Outcome: Sendable {
        /// How the work has ended, the most serious end first.
        package enum Ending: Sendable, Hashable, CaseIterable {
            case stopped
            /// A run failed, was denied, was interrupted or has not ended.
            case failed
            /// Everything succeeded, except that the report of a batch was not written.
            case unreported
            case done
        }

        package let ending: Ending
        package let batches: [FinishedBatch]
    }

    package let work: Work
    /// How many runs may run at once.
    package var concurrency = 16
    /// Whether the worker stays when nothing is due.
    package var watches = false
    /// Whether interrupted runs are made again before the work begins, where that is safe.
    package var retriesInterrupted = false

    /// The folder that keeps what the runs exchange with servers and models; nil for none. For a submission.
    package var recording: String?

    package init(_ work: Work) { self.work = work }

    package func run(in context: OperationContext) async throws(OperationError) -> Signed<Outcome> {
        try await context.withExecution(handlesStop: true, recording: recording) { setup in
            let assignment = try await assignment(setup, in: context)
            let report = try await worked(on: assignment, setup, in: context)
            context.events(.worked(waits: report.waits))
            if case .store(let error)? = report.stop { throw error }
            try await tellPauses(assignment, setup.store, in: context)
            let outcome = try await finish(assignment, report, setup, in: context)
            if case .recorder(let recorder)? = setup.services.tape, let batch = outcome.batches.first {
                try await recorder.finish(try await .of(batch.report, in: setup.store))
            }
            return outcome
        }
    }

    /// What a worker works on.
    private struct Assignment: Sendable {
        /// The submitted batch; nil where the worker works on queues.
        var batch: BatchRecord?
        let queues: [String]
        /// How many runs there are to do.
        let total: Int
        /// The batches of the queues that were open at the start.
        var openBatches: [ULID] = []
    }

    private func assignment(_ setup: ExecutionSetup, in context: OperationContext) async throws -> Assignment {
        switch work {
        case .submission(let submission):
            let submitted = try await submission.submit(setup, isWorkedHere: true, in: context)
            return Assignment(batch: submitted.batch, queues: [submitted.batch.queue], total: submitted.runCount)
        case .queues(let names):
            try await QueueNames.check(names, store: setup.store)
            let total = try await setup.store.queueCounts().filter { !$0.status.isTerminal }.reduce(0) { $0 + $1.count }
            let open = try await setup.store.batches(BatchFilter(statuses: [.open])).filter { names.contains($0.queue) }
            return Assignment(queues: names, total: total, openBatches: open.map(\.id))
        }
    }

    // MARK: Working

    private func worked(
        on assignment: Assignment, _ setup: ExecutionSetup, in context: OperationContext
    ) async throws -> RunLoopReport {
        context.events(.working(total: assignment.total))
        let loop = loop(for: assignment, setup, in: context)
        let stop = context.stop
        stop.handOn(to: { _ in loop.stop() })
        stop.begin()
        defer { stop.end() }
        let ticker = Task {
            while (try? await Task.sleep(for: .milliseconds(500))) != nil {
                var progress = loop.progress
                progress.now = context.now
                context.events(.progress(progress))
            }
        }
        defer { ticker.cancel() }
        let report = try await loop.run()
        ticker.cancel()
        await ticker.value
        return report
    }

    private func loop(for assignment: Assignment, _ setup: ExecutionSetup, in context: OperationContext) -> RunLoop {
        var options = setup.workerOptions(
            concurrency: concurrency, queues: assignment.queues, batch: assignment.batch?.id)
        options.watches = watches
        let store = setup.store
        // A failure is not reported here: the signature at the end reports it.
        let sign: RunLoop.Sign = { _ in
            let isSigned = (try? await context.writeCheckpoint(of: store)) != nil
            context.log(.info, isSigned ? "log-signed" : "log-not-signed")
            return isSigned
        }
        let queues = assignment.queues
        let retry: RunLoop.AfterRescue = { loop throws(ExecutionError) in
            try await RetryOperation.interrupted(in: queues, setup, context: context, isStopping: { loop.isStopping })
        }
        return RunLoop(
            setup.services, options: options, onEvent: { context.events(.run($0)) }, sign: sign,
            beforeRescue: { (try? await setup.reap()) != nil },
            afterRescue: retriesInterrupted ? retry : nil)
    }

    /// Names the pauses for which runs wait that the worker would have worked on.
    private func tellPauses(_ assignment: Assignment, _ store: any Store, in context: OperationContext) async throws {
        let (queues, batch) = (assignment.queues, assignment.batch?.id)
        let held = try await store.read { rows throws(StoreError) in try rows.heldRuns(queues: queues, batch: batch) }
        if !held.isEmpty { context.events(.heldBack(held)) }
    }

    // MARK: Reports

    private func finish(
        _ assignment: Assignment, _ report: RunLoopReport, _ setup: ExecutionSetup, in context: OperationContext
    ) async throws -> Outcome {
        let batches =
            if let batch = assignment.batch { [batch.id] } else {
                try await ended(assignment.openBatches, report, setup.store)
            }
        // A run that was taken back from a lost worker and has ended counts as a failure of its queue. For a single
        // batch, only the status of the batch counts, since that run may be of another batch.
        let rescue = report.rescue
        var hasFailed = report.failures > 0 || report.leftInterrupted > 0 || !report.parked.isEmpty
        if assignment.batch == nil, !rescue.interrupted.isEmpty || !rescue.failed.isEmpty { hasFailed = true }
        if report.ended.isEmpty == false, report.stop != nil { hasFailed = true }
        var isReported = true
        var finished: [FinishedBatch] = []
        for id in batches {
            // Where other workers still have runs of the batch, the last of them writes the report.
            let others = try await runsElsewhere(id, setup.store)
            let batch = try await finish(batch: id, writesReport: others == 0, setup, in: context)
            if batch.path == nil { isReported = false }
            finished.append(batch)
            // A batch that ended at its deadline may have no failed run, but it has not succeeded either.
            let status = try await setup.store.batch(id)?.status
            if status == .failed || status == .open { hasFailed = true }
            if status == .open, context.stop.requests == 0 { context.tell([Self.unfinished(id, others: others)]) }
        }
        let ending: Outcome.Ending =
            context.stop.requests > 0 ? .stopped : hasFailed ? .failed : isReported ? .done : .unreported
        return Outcome(ending: ending, batches: finished)
    }

    /// Signs the log, and builds the report. The report is written only where no other worker has runs of the batch: it
    /// could replace the final one, which the last worker writes.
    private func finish(
        batch: ULID, writesReport: Bool, _ setup: ExecutionSetup, in context: OperationContext
    ) async throws -> FinishedBatch {
        // The report shows the newest signature. A failed signature is tried again at the end, and reported there.
        try? await context.writeCheckpoint(of: setup.store)
        let report = try await ReportOperation.build(
            batch: batch, store: setup.store, redactor: setup.services.secrets.redactor, in: context)
        if writesReport { return await ReportOperation.write(report, isLatest: true, in: context) }
        let finished = FinishedBatch(report: report, path: nil)
        context.events(.batchFinished(finished))
        return finished
    }

    /// The batches that ended while the worker worked, by a run of this worker or in another way such as their
    /// deadline, and those of which it has parked a run.
    private func ended(_ open: [ULID], _ report: RunLoopReport, _ store: any Store) async throws -> [ULID] {
        let closed = try await store.read { rows throws(StoreError) -> [ULID] in
            var closed: [ULID] = []
            for id in open where try rows.batch(id)?.status != .open { closed.append(id) }
            return closed
        }
        return Set(closed).union(report.batches.keys).union(report.parked).sorted()
    }

    /// How many runs of a batch other workers have, after this worker has ended.
    private func runsElsewhere(_ batch: ULID, _ store: any Store) async throws -> Int {
        guard try await store.batch(batch)?.status == .open else { return 0 }
        return try await store.runCount(RunFilter(batch: batch, statuses: [.running]))
    }

    private static func unfinished(_ id: ULID, others: Int) -> Diagnostic {
        Diagnostic(
            "batch.unfinished",
            "batch \(id) has not ended" + (others == 0 ? "" : ": another command works on \(others) of its runs"),
            help: others == 0
                ? "'reeve runs list --batch \(id)' shows what its runs wait for"
                : "'reeve batches show \(id)' shows when it has ended; 'reeve report run \(id)' writes its report")
    }
}
