// How a caller gets a session: an idle one, a new one, or its turn in the order in which callers came.
extension SessionPool {
    /// A session that nobody uses and nobody waits for; nil where there is none.
    package func takeIdle(_ connection: PooledConnection) -> MCPSession? {
        let id = prepare(connection)
        guard !isShutDown, entries[id]?.waiters.isEmpty == true else { return nil }
        return popIdle(id)
    }

    /// A session that is the caller's until ``giveBack(_:of:)``.
    ///
    /// - Throws: ``MCPError``; `requestSent` is false.
    package func take(_ demand: SessionDemand) async throws(MCPError) -> MCPSession {
        guard !isShutDown else { throw Self.closedError }
        guard !Task.isCancelled else { throw Self.cancelledError }
        let id = prepare(demand.connection)
        if entries[id]?.waiters.isEmpty == true {
            if let session = popIdle(id) { return session }
            if try takeSlot(id, for: demand) { return try await open(demand, id) }
        } else if let failure = failure(id, for: demand) {
            throw failure
        }
        let entry = entries[id, default: Entry()]
        demand.onWait(entry.isTroubled && entry.starting > 0 ? .restart(failures: entry.failures) : .turn)
        let grant = try await wait(id, demand)
        guard !isShutDown, !Task.isCancelled else {
            // What was granted goes to the next waiter.
            switch grant {
            case .session(let session): giveBack(session, of: demand.connection)
            case .slot:
                entries[id]?.starting -= 1
                slotIsFree(id)
            }
            throw isShutDown ? Self.closedError : Self.cancelledError
        }
        switch grant {
        case .session(let session): return session
        case .slot: return try await open(demand, id)
        }
    }

    private func prepare(_ connection: PooledConnection) -> EntryID {
        let id = EntryID(connection)
        if identities[id.key] != id.identity {
            identities[id.key] = id.identity
            endIdle(of: id.key, except: id.identity)
        }
        entries[id, default: Entry()].maxConcurrency = connection.maxConcurrency
        return id
    }

    private func takeSlot(_ id: EntryID, for demand: SessionDemand) throws(MCPError) -> Bool {
        if let failure = failure(id, for: demand) { throw failure }
        guard entries[id]?.hasRoom == true else { return false }
        occupySlot(id)
        return true
    }

    private func occupySlot(_ id: EntryID) {
        entries[id]?.occupied += 1
        entries[id]?.starting += 1
    }

    private func popIdle(_ id: EntryID) -> MCPSession? {
        while let session = entries[id]?.idle.popLast() {
            entries[id]?.occupied += 1
            if session.isReusable {
                hand(session, id)
                return session
            }
            // The session crashed while it was idle.
            noteFailure(id, nil)
            end(session, of: id)
        }
        return nil
    }

    /// The session serves from here on; its slot is occupied already.
    func hand(_ session: MCPSession, _ id: EntryID) {
        entries[id]?.serving += 1
        busy[ObjectIdentifier(session)] = session
    }

    // MARK: Waiting

    private func wait(_ id: EntryID, _ demand: SessionDemand) async throws(MCPError) -> Grant {
        let number = makeID()
        do {
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Grant, any Error>) in
                    let timer = timer.schedule(at: demand.deadline) {
                        Task {
                            await self.dropWaiter(number, of: id, MCPError(.timedOut, "no session was free in time"))
                        }
                    }
                    entries[id]?.waiters.append(
                        Waiter(id: number, caller: demand.caller, continuation: continuation, timer: timer))
                }
            } onCancel: {
                Task { await self.dropWaiter(number, of: id, Self.cancelledError) }
            }
        } catch {
            throw error as? MCPError ?? Self.cancelledError
        }
    }

    private func dropWaiter(_ number: Int, of id: EntryID, _ error: MCPError) {
        guard let index = entries[id]?.waiters.firstIndex(where: { $0.id == number }),
            let waiter = entries[id]?.waiters.remove(at: index)
        else { return }
        resume(waiter, .failure(error))
    }

    func resume(_ waiter: Waiter, _ outcome: Result<Grant, any Error>) {
        if let ticket = waiter.timer { timer.cancel(ticket) }
        waiter.continuation.resume(with: outcome)
    }

    /// Gives what is free to those who wait, first come first served. Nobody who comes later gets in between.
    func serve(_ id: EntryID) {
        while let waiter = entries[id]?.waiters.first {
            let grant: Grant
            if let session = popIdle(id) {
                grant = .session(session)
            } else if entries[id]?.hasRoom == true {
                occupySlot(id)
                grant = .slot
            } else {
                return
            }
            entries[id]?.waiters.removeFirst()
            resume(waiter, .success(grant))
        }
    }
}
