internal import ReeveJSON

// How a session is given back, kept for the next call or ended, and how the whole pool ends.
extension SessionPool {
    /// Takes a session back from the caller that took it. The session is kept for the next call, or ended where it is over or
    /// still busy with a call that was given up.
    ///
    /// - Parameter onFree: called once, when nobody works for the caller any more and before anybody else gets the session
    ///   or its slot: whoever comes next finds what it gives back. Must be quick.
    package func giveBack(
        _ session: MCPSession, of connection: PooledConnection, onFree: @escaping @Sendable () -> Void = {}
    ) {
        let id = EntryID(connection)
        guard busy.removeValue(forKey: ObjectIdentifier(session)) != nil else { return onFree() }
        entries[id]?.serving -= 1
        guard session.isReusable, !isShutDown else {
            if let end = session.end, end != .closed { noteFailure(id, nil) }
            end(session, of: id, onFree: onFree)
            return
        }
        onFree()
        entries[id]?.failures = 0
        entries[id]?.failedAt = nil
        entries[id]?.startFailure = nil
        entries[id]?.idle.append(session)
        slotIsFree(id)
    }

    /// Ends a session that occupies a slot; the slot is free when nothing of it is left.
    func end(_ session: MCPSession, of id: EntryID, onFree: @escaping @Sendable () -> Void = {}) {
        let number = makeID()
        // A server that works on a call that was given up does not look at its input, and the run waits for this end.
        let teardown = shutdownTeardown ?? (session.isBusyOrBroken ? teardown.hasty : teardown)
        let task = Task {
            await session.close(teardown)
            onFree()
            self.hasEnded(number, of: id)
        }
        endings[number] = (id, task)
    }

    private func hasEnded(_ number: Int, of id: EntryID) {
        endings[number] = nil
        slotIsFree(id)
    }

    func slotIsFree(_ id: EntryID) {
        entries[id]?.occupied -= 1
        serve(id)
    }

    func endIdle(of key: String, except identity: ContentDigest) {
        for id in entries.keys where id.key == key && id.identity != identity {
            let idle = entries[id]?.idle ?? []
            entries[id]?.idle = []
            entries[id]?.occupied += idle.count
            for session in idle { end(session, of: id) }
        }
    }

    /// Returns when nothing is left of the sessions of the connection that are being ended now, at most their teardown
    /// later; also where the task is cancelled.
    package func waitForEndings(of connection: PooledConnection) async {
        let id = EntryID(connection)
        for ending in endings.values.filter({ $0.id == id }) { await ending.task.value }
    }

    /// Ends all sessions at once, those in use too, and returns when no process is left. Final.
    package func shutdown(grace: Teardown) async {
        isShutDown = true
        shutdownTeardown = grace
        for task in opening.values { task.cancel() }
        for id in entries.keys {
            let waiters = entries[id]?.waiters ?? []
            entries[id]?.waiters = []
            for waiter in waiters { resume(waiter, .failure(Self.closedError)) }
            let idle = entries[id]?.idle ?? []
            entries[id]?.idle = []
            for session in idle {
                entries[id]?.occupied += 1
                end(session, of: id)
            }
        }
        // A session in use is closed here; its user returns it afterwards.
        await withTaskGroup(of: Void.self) { group in
            for session in busy.values { group.addTask { await session.close(grace) } }
        }
        while let task = opening.first?.value { _ = try? await task.value; await Task.yield() }
        while let ending = endings.first?.value { await ending.task.value; await Task.yield() }
    }
}
