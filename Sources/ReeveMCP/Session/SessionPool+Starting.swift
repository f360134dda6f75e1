internal import ReeveJSON

// How a server is started, and what follows where that fails: a pause that grows, and one failure told to all who wait.
extension SessionPool {
    /// Opens a session in a slot that is occupied for it.
    func open(_ demand: SessionDemand, _ id: EntryID) async throws(MCPError) -> MCPSession {
        try await waitForRestart(demand, id)
        demand.onWait(.start)
        let session = try await start(demand, id)
        entries[id]?.starting -= 1
        guard !isShutDown else {
            // Its slot is free when it has ended.
            end(session, of: id)
            throw Self.closedError
        }
        if demand.connection.options.preference == .auto {
            entries[id]?.era = session.server.era
        }
        entries[id]?.startFailure = nil
        hand(session, id)
        serve(id)
        return session
    }

    private func start(_ demand: SessionDemand, _ id: EntryID) async throws(MCPError) -> MCPSession {
        let connection = demand.connection
        let startedAt = timer.now
        let remaining = startedAt.duration(to: demand.deadline)
        var options = connection.options
        if options.preference == .auto { options.guess = entries[id]?.era }
        options.openTimeout = min(options.openTimeout, remaining)
        let (connect, chosen) = (connection.connect, options)
        // A task of its own, so that a shutdown can stop it too.
        let task = Task { [timer] in
            guard chosen.preference == .auto else {
                return try await MCPSession.open(connecting: connect, options: chosen, timer: timer)
            }
            var options = chosen
            if options.guess == nil { options.guess = await connection.memory.recall() }
            let session = try await MCPSession.open(connecting: connect, options: options, timer: timer)
            if options.guess != session.server.era { await connection.memory.remember(session.server.era) }
            return session
        }
        let number = makeID()
        opening[number] = task
        defer { opening[number] = nil }
        do throws(MCPError) {
            return try await Self.value(of: task)
        } catch {
            // A start that the caller's deadline cut short says nothing about the server.
            let isCut = error.code == .timedOut && remaining < connection.options.openTimeout
            if error.code != .cancelled, error.code != .closed, !isCut {
                noteFailure(id, error, startedAt: startedAt)
                entries[id]?.era = nil
                tell(error, to: demand.caller, id)
            }
            leaveSlot(id)
            throw isShutDown ? Self.closedError : error
        }
    }

    private func leaveSlot(_ id: EntryID) {
        entries[id]?.starting -= 1
        slotIsFree(id)
    }

    private static func value(of task: Task<MCPSession, any Error>) async throws(MCPError) -> MCPSession {
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        switch result {
        case .success(let session): return session
        case .failure(let error): throw error as? MCPError ?? cancelledError
        }
    }

    // MARK: Pauses

    private func waitForRestart(_ demand: SessionDemand, _ id: EntryID) async throws(MCPError) {
        do throws(MCPError) {
            if let failure = failure(id, for: demand) { throw failure }
            guard let entry = entries[id], let instant = restart(entry, pauseMax: demand.pauseMax),
                instant > timer.now
            else { return }
            guard instant < demand.deadline else {
                let last = entry.startFailure?.error
                throw MCPError(
                    .backingOff, "the connection failed \(entry.failures) times in a row; it is not tried yet",
                    condition: last?.condition ?? TransportCondition())
            }
            demand.onWait(.restart(failures: entry.failures))
            await pause(until: instant)
            guard !isShutDown else { throw Self.closedError }
            guard !Task.isCancelled else { throw Self.cancelledError }
        } catch {
            leaveSlot(id)
            throw error
        }
    }

    /// The next instant at which the server is started, as far as this caller goes.
    private func restart(_ entry: Entry, pauseMax: Duration?) -> ContinuousClock.Instant? {
        let delay = backoff.delay(afterFailures: entry.failures)
        return entry.failedAt?.advanced(by: min(delay, pauseMax ?? delay))
    }

    private func pause(until instant: ContinuousClock.Instant) async {
        let pause = TimedPause(timer: timer, until: instant)
        let number = makeID()
        // A pause is ended by the same means as an opening session.
        let task = Task<MCPSession, any Error> {
            try await pause.wait()
            throw CancellationError()
        }
        opening[number] = task
        defer { opening[number] = nil }
        await withTaskCancellationHandler {
            _ = try? await task.value
        } onCancel: {
            task.cancel()
        }
    }

    // MARK: Failures

    /// The last failed start, where the caller was not told of it and the next start is not due: the failure stands for a
    /// start of the caller's own. Nil where a session is open, which serves the caller sooner.
    func failure(_ id: EntryID, for demand: SessionDemand) -> MCPError? {
        guard let caller = demand.caller, let entry = entries[id], let failure = entry.startFailure, entry.serving == 0,
            entry.idle.isEmpty, !failure.told.contains(caller),
            let instant = restart(entry, pauseMax: demand.pauseMax), instant > timer.now
        else { return nil }
        entries[id]?.startFailure?.told.insert(caller)
        var error = failure.error
        error.isShared = true
        return error
    }

    /// Tells a failure to all who wait, unless a session is open that will serve them.
    private func tell(_ error: MCPError, to caller: String?, _ id: EntryID) {
        if let caller { entries[id]?.startFailure?.told.insert(caller) }
        guard let entry = entries[id], entry.startFailure != nil, entry.serving == 0, entry.idle.isEmpty else { return }
        var shared = error
        shared.isShared = true
        entries[id]?.waiters = []
        for waiter in entry.waiters {
            if let caller = waiter.caller { entries[id]?.startFailure?.told.insert(caller) }
            resume(waiter, .failure(shared))
        }
    }

    /// - Parameters:
    ///   - error: the failure of a start; nil where a session ended.
    ///   - startedAt: when the start began. A start that began before the last failure belongs to the same round.
    func noteFailure(_ id: EntryID, _ error: MCPError?, startedAt: ContinuousClock.Instant? = nil) {
        guard error?.isLaunchImpossible != true else { return }
        let isSameRound = entries[id]?.failedAt.flatMap { last in startedAt.map { $0 < last } } ?? false
        if !isSameRound {
            entries[id]?.failures += 1
            entries[id]?.failedAt = timer.now
        }
        guard let error else { return }
        if isSameRound, entries[id]?.startFailure != nil { return }
        entries[id]?.startFailure = StartFailure(error: error)
    }
}
