internal import ReeveJSON
internal import ReeveModel
internal import ReeveStore
internal import Synchronization

// What a worker does besides its runs: it registers itself, keeps its leases, and takes back the runs of lost workers.
extension RunLoop {
    func register() async throws(StoreError) {
        let now = services.clock.now
        try await services.store.register(
            Worker(
                name: options.name, host: options.host, bootID: options.bootID, processID: options.processID,
                version: options.version, queues: options.queues, capacity: options.concurrency, startedAt: now,
                lastSeenAt: now))
    }

    /// Takes back the runs of lost workers. The report names the runs and batches that end by this.
    func rescue() async throws(StoreError) {
        var lost = try await services.store.workers().filter { worker in
            worker.name != options.name && worker.hasNoProcess(host: options.host, bootID: options.bootID)
        }.map(\.name)
        // Where the servers of a lost worker could not be ended, only runs whose leases have run out are taken back.
        // The next round tries again.
        if !lost.isEmpty, await !beforeRescue() { lost = [] }
        let report = try await services.store.expireLeases(
            LeaseSweep(
                now: services.clock.now, host: options.host, bootID: options.bootID, lostWorkers: Set(lost)))
        tell(report)
        for name in lost { try await services.store.unregister(worker: name) }
        try await expireApprovals()
    }

    /// Ends the runs that have waited for an approval too long.
    private func expireApprovals() async throws(StoreError) {
        let ended: [ApprovalExpiry.Ended]
        do {
            ended = try await ApprovalExpiry(store: services.store, contexts: services.contexts).expire(
                now: services.clock.now)
        } catch {
            throw error.storeError
        }
        for one in ended {
            let run = one.run
            // The figures of a single batch must not count runs of other batches.
            let counts = options.batch.map { $0 == run.identity.batch } ?? options.queues.contains(run.identity.queue)
            tally.withLock { tally in
                tally.report.batches.merge(one.effects.closedBatches) { $1 }
                guard counts, run.state.status.isTerminal else { return }
                tally.report.ended[run.state.status, default: 0] += 1
                tally.progress.ended += 1
                tally.progress.skipped += one.effects.skipped.count
                guard run.state.status.isFailure, !run.state.isExpected else { return }
                tally.report.failures += 1
                tally.progress.failed += 1
            }
            onEvent(
                .ended(
                    run.id, batch: run.identity.batch, item: run.identity.item, cell: run.identity.cell,
                    status: run.state.status, reason: run.state.reason, message: run.state.errorText))
            if !one.effects.released.isEmpty { registry.wake.signal() }
        }
    }

    private func tell(_ report: RescueReport) {
        guard !report.isEmpty else { return }
        tally.withLock { tally in
            tally.report.rescue.add(report)
            tally.report.batches.merge(report.effects.closedBatches) { $1 }
            // The progress of a single batch must not count runs of other batches.
            guard options.batch == nil else { return }
            tally.progress.ended += report.interrupted.count + report.failed.count
            tally.progress.failed += report.interrupted.count + report.failed.count
            tally.progress.skipped += report.effects.skipped.count
        }
        onEvent(.rescued(report))
        if !report.requeued.isEmpty || !report.effects.released.isEmpty { registry.wake.signal() }
    }

    /// Counts the runs that are still to do, at most once a second, for the progress display.
    func countWaiting() async {
        let now = services.clock.now
        let isDue = tally.withLock { tally in
            guard tally.countedAt.map({ now.since($0) >= .seconds(1) }) ?? true else { return false }
            tally.countedAt = now
            return true
        }
        guard isDue, let counts = try? await services.store.queueCounts(batch: options.batch) else { return }
        let waiting = counts.filter {
            options.queues.contains($0.queue) && !$0.status.isTerminal && $0.status != .running
        }
        .reduce(0) { $0 + $1.count }
        tally.withLock { $0.progress.waiting = waiting }
    }

    /// Renews the leases of running runs until the task is cancelled. A run is cancelled where its lease was lost, or
    /// where somebody has asked it to stop.
    func keepLeases() async {
        while !Task.isCancelled {
            let next = services.clock.now.advanced(by: options.renewEvery)
            guard (try? await services.clock.sleep(until: next)) != nil else { return }
            await renewLeases()
        }
    }

    /// One round of renewals. Where the store fails, the next round tries again. A lease that is not renewed in time
    /// ends by itself.
    package func renewLeases() async {
        let now = services.clock.now
        let leases = registry.leases
        if !leases.isEmpty,
            let states = try? await services.store.renewLeases(leases, until: now.advanced(by: options.leaseDuration))
        {
            for (lease, state) in zip(leases, states) {
                switch state {
                case .renewed: break
                case .cancelRequested: registry.cancel(lease.run, .requested)
                case .lost: registry.cancel(lease.run, .fenced)
                }
            }
            onEvent(.leasesRenewed(leases.count, lost: states.count { $0 == .lost }))
        }
        _ = try? await services.store.heartbeat(worker: options.name, now: now)
        try? await rescue()
    }

    /// Returns at `due`, or at the signal.
    func wait(until due: Timestamp, or signal: WakeSignal) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await self.services.clock.sleep(until: due) }
            group.addTask { await signal.wait() }
            await group.next()
            group.cancelAll()
        }
    }

    /// Waits for the first stop, then for the grace. Runs that have not ended by then are cancelled.
    func endGrace() async {
        await registry.drain.wait()
        guard !Task.isCancelled else { return }
        guard (try? await services.clock.sleep(until: services.clock.now.advanced(by: options.grace))) != nil else {
            return
        }
        registry.raise(to: .cancelling)
    }
}
