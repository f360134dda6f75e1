package import ReeveJSON
internal import ReeveMCP
internal import ReeveModel
internal import ReeveStore
internal import Synchronization

/// A worker: claims runs, takes each through the gate, and ends when nothing is due any more.
///
/// ```swift
/// let loop = RunLoop(services, options: options)
/// let report = try await loop.run()  // nothing of it is left when this returns
/// ```
///
/// A separate task renews the leases. After the first ``stop()`` the worker takes no new runs, and the running ones may
/// finish within the grace. The second ``stop()`` cancels them.
package final class RunLoop: Sendable {
    let services: ExecutionServices
    let options: RunLoopOptions
    let registry = RunRegistry()
    private let executors: RunExecutors
    let sign: Sign?
    /// Signalled when enough attempts have ended for another look at the log.
    let checkpointLook = WakeSignal()
    let beforeRescue: @Sendable () async -> Bool
    private let afterRescue: AfterRescue?
    let onEvent: @Sendable (RunEvent) -> Void
    let tally: Mutex<Tally>

    struct Tally {
        var report = RunLoopReport()
        var progress: RunProgress
        /// For each run that this worker has put back: when the run is due.
        var due: [ULID: Timestamp] = [:]
        /// When the waiting runs were last counted.
        var countedAt: Timestamp?
        /// Attempts that ended since the last look at the log.
        var attemptsSinceLook = 0
    }

    /// Signs the audit log as it is now. Returns false where that failed; the loop then asks again a minute later.
    package typealias Sign = @Sendable (_ now: Timestamp) async -> Bool

    /// Work before the first claim. Returns how many interrupted runs are left to a person. A failure ends the worker.
    package typealias AfterRescue = @Sendable (_ loop: RunLoop) async throws(ExecutionError) -> Int

    /// - Parameters:
    ///   - executors: who works on the runs; nil for the executors of this version.
    ///   - onEvent: called from several tasks; must be quick.
    ///   - sign: called where a checkpoint is due while the worker works. The caller signs the log at the end.
    ///   - beforeRescue: ends the servers of lost workers before their runs are taken back: a run must not begin anew
    ///     while its first effect goes on. Returns false where the servers could not be ended; then only runs whose
    ///     leases have run out are taken back.
    ///   - afterRescue: called once, before the first claim, while the worker is registered and its leases are kept. It
    ///     should return soon after ``isStopping`` has become true.
    package init(
        _ services: ExecutionServices, options: RunLoopOptions, executors: RunExecutors? = nil,
        onEvent: @escaping @Sendable (RunEvent) -> Void = { _ in }, sign: Sign? = nil,
        beforeRescue: @escaping @Sendable () async -> Bool = { false },
        afterRescue: AfterRescue? = nil
    ) {
        self.services = services
        self.options = options
        self.sign = sign
        self.beforeRescue = beforeRescue
        self.afterRescue = afterRescue
        self.onEvent = onEvent
        self.executors = executors ?? RunExecutors(services)
        tally = Mutex(Tally(progress: RunProgress(startedAt: services.clock.now)))
    }

    /// Stops the worker: the first call drains it, the second cancels its runs. May be called from any task, also from
    /// that of a signal.
    package func stop() {
        if registry.raise(to: .draining) {
            onEvent(.draining)
        } else {
            registry.raise(to: .cancelling)
        }
    }

    /// Whether the worker was told to take no new runs, by a signal or by the cancellation of its task.
    package var isStopping: Bool { registry.phase != .working }

    package var progress: RunProgress { tally.withLock { $0.progress } }

    /// Works until nothing is due, or until the worker is stopped.
    ///
    /// Cancelling the task cancels the runs. The sessions of the pool stay open: whoever owns the pool ends them.
    package func run() async throws(ExecutionError) -> RunLoopReport {
        do {
            try await register()
            try await rescue()
        } catch {
            throw ExecutionError(error)
        }
        var failure: StoreError?
        await withTaskCancellationHandler {
            failure = await withTaskGroup(of: Void.self, returning: StoreError?.self) { keepers in
                keepers.addTask { await self.keepLeases() }
                keepers.addTask { await self.endGrace() }
                keepers.addTask { await self.keepCheckpoints() }
                var failure: StoreError?
                if let afterRescue = self.afterRescue {
                    let first = Task { () async throws(ExecutionError) in try await afterRescue(self) }
                    keepers.addTask {
                        await self.registry.cancelled.wait()
                        first.cancel()
                    }
                    switch await first.result {
                    case .success(let left): self.tally.withLock { $0.report.leftInterrupted = left }
                    case .failure(let error):
                        failure = (error as? ExecutionError)?.storeError ?? StoreError(.ioFailure, "\(error)")
                    }
                }
                if failure == nil { failure = await self.work() }
                keepers.cancelAll()
                return failure
            }
        } onCancel: {
            registry.raise(to: .cancelling)
        }
        if !options.staysRegistered { try? await services.store.unregister(worker: options.name) }
        return tally.withLock { tally in
            if let failure {
                tally.report.stop = .store(failure)
            } else {
                switch registry.phase {
                case .working: tally.report.stop = nil
                case .draining: tally.report.stop = .drained
                case .cancelling: tally.report.stop = .cancelled
                }
            }
            return tally.report
        }
    }

    // MARK: Claiming

    private enum Signal: Sendable {
        case attemptEnded(StoreError?)
        /// A run is due, or somebody asks the loop to look again.
        case woken
    }

    /// - Returns: the failure of the store that ended the work; nil without one.
    private func work() async -> StoreError? {
        await withTaskGroup(of: Signal.self) { group in
            var failure: StoreError?
            var running = 0
            var hasTimer = false
            while failure == nil, registry.phase == .working {
                do throws(StoreError) {
                    for run in try await claim(options.concurrency - running) {
                        running += 1
                        let id = run.run.id
                        let control = registry.add(run) { self.note($0, of: id) }
                        group.addTask { .attemptEnded(await self.attempt(run, control: control)) }
                    }
                } catch {
                    failure = error
                    break
                }
                if !hasTimer, running < options.concurrency, let due = await nextDue(isIdle: running == 0) {
                    hasTimer = true
                    group.addTask {
                        await self.wait(until: due, or: self.registry.wake)
                        return .woken
                    }
                }
                guard running > 0 || hasTimer else { break }
                await countWaiting()
                // Every attempt that has ended by now makes room before the next claim, so that runs are claimed in
                // groups.
                repeat {
                    guard let signal = await group.next() else { break }
                    switch signal {
                    case .woken: hasTimer = false
                    case .attemptEnded(let error):
                        running -= 1
                        failure = failure ?? error
                    }
                } while registry.count < running
            }
            if failure != nil { registry.raise(to: .cancelling) }
            registry.wake.signal()
            for await signal in group {
                if case .attemptEnded(let error) = signal { failure = failure ?? error }
            }
            return failure
        }
    }

    private func claim(_ limit: Int) async throws(StoreError) -> [ClaimedRun] {
        guard limit > 0 else { return [] }
        let claimed = try await services.store.claimRuns(
            RunClaim(
                worker: options.name, queues: options.queues, limit: limit, leaseDuration: options.leaseDuration,
                now: services.clock.now, batch: options.batch))
        tally.withLock { tally in
            tally.report.claimed += claimed.count
            tally.progress.running += claimed.count
            for run in claimed { tally.due[run.run.id] = nil }
        }
        return claimed
    }

    // MARK: One attempt

    private func attempt(_ claimed: ClaimedRun, control: RunControl) async -> StoreError? {
        let run = claimed.run
        onEvent(
            .started(
                run.id, batch: run.identity.batch, item: run.identity.item, cell: run.identity.cell,
                attempt: claimed.attempt))
        let task = Task(executorPreference: DeliveryExecutor.shared) {
            [executor = executors.executor(for: run.identity.kind)] in
            await executor.execute(claimed, control: control)
        }
        control.attach(task)
        let outcome = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            control.cancel(.stopping)
        }
        let failure = note(outcome, of: run)
        registry.remove(claimed.lease)
        noteForCheckpoint()
        return failure
    }

    private func note(_ wait: RunControl.WaitEvent, of run: ULID) {
        switch wait {
        case .began(let wait): onEvent(.waiting(run, wait))
        case .ended(let wait, let duration):
            tally.withLock { $0.report.waits[wait, default: RunLoopReport.WaitTotal()].add(duration) }
            onEvent(.waiting(run, nil))
        }
    }

    private func note(_ outcome: RunOutcome, of run: RunRecord) -> StoreError? {
        let now = services.clock.now
        let (progress, failure) = tally.withLock { tally -> (RunProgress, StoreError?) in
            tally.progress.running -= 1
            tally.progress.now = now
            tally.progress.skipped += outcome.effects.skipped.count
            for (batch, status) in outcome.effects.closedBatches { tally.report.batches[batch] = status }
            switch outcome.kind {
            case .ended:
                tally.report.ended[outcome.status, default: 0] += 1
                tally.progress.ended += 1
                if outcome.status.isFailure, !outcome.isExpected {
                    tally.report.failures += 1
                    tally.progress.failed += 1
                }
            case .waiting where outcome.status == .awaitingApproval:
                tally.report.parked.insert(run.identity.batch)
            case .waiting(let until):
                tally.report.postponed += 1
                if let until { tally.due[run.id] = until }
            case .fenced: tally.report.fenced += 1
            case .unwritten(let error): return (tally.progress, error)
            }
            return (tally.progress, nil)
        }
        switch outcome.kind {
        case .ended:
            onEvent(
                .ended(
                    run.id, batch: run.identity.batch, item: run.identity.item, cell: run.identity.cell,
                    status: outcome.status,
                    reason: outcome.reason, message: outcome.message))
        case .waiting(let until):
            onEvent(
                .postponed(
                    run.id, item: run.identity.item, cell: run.identity.cell, until: until, reason: outcome.reason))
        case .fenced, .unwritten: break
        }
        for (batch, status) in outcome.effects.closedBatches { onEvent(.batchEnded(batch, status)) }
        onEvent(.progress(progress))
        return failure
    }
}
