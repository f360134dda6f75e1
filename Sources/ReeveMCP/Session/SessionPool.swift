internal import ReeveJSON

/// The open sessions of a run, by connection.
///
/// ```swift
/// let session = try await pool.take(SessionDemand(connection, deadline: deadline))
/// defer { await pool.giveBack(session, of: connection) }
/// ```
///
/// A session serves one call at a time and is kept for the next one. Where all are busy, callers wait and are served in
/// the order in which they came. A session that crashed, or whose call was given up, is ended and replaced; no other
/// session is touched by it. Nothing survives ``shutdown(grace:)``.
package actor SessionPool {
    struct EntryID: Hashable, Sendable {
        let key: String
        let digest: ContentDigest

        init(_ connection: PooledConnection) {
            key = connection.key
            digest = connection.digest
        }
    }

    /// What a waiter is given; either of them occupies a slot.
    enum Grant: Sendable {
        case session(MCPSession)
        /// Room for a session that the waiter starts itself.
        case slot
    }

    struct Waiter: Sendable {
        let id: Int
        let caller: String?
        let continuation: CheckedContinuation<Grant, any Error>
        var timer: TimerTicket?
    }

    /// The last start of a connection that failed.
    struct StartFailure: Sendable {
        let error: MCPError
        /// Callers that were told of it. Each may count it as one try of its own.
        var told: Set<String> = []
    }

    struct Entry: Sendable {
        var idle: [MCPSession] = []
        /// Sessions that are opening, serving or ending.
        var occupied = 0
        /// Those of them that serve.
        var serving = 0
        /// Those that are opening, or wait until they may.
        var starting = 0
        var maxConcurrency = 1
        var waiters: [Waiter] = []
        /// Starts and sessions that failed since a call succeeded last. Starts at the same time count once.
        var failures = 0
        var failedAt: ContinuousClock.Instant?
        var startFailure: StartFailure?
        /// What the server was found to speak; nil where nobody has asked it, or the last answer did not hold.
        var era: ProtocolEra?

        var total: Int { idle.count + occupied }

        /// Its starts or its sessions fail: one start is tried, and the others wait for what it comes to.
        var isTroubled: Bool { startFailure != nil || failures > 1 }

        var hasRoom: Bool { total < maxConcurrency && !(isTroubled && starting > 0) }
    }

    package struct Counts: Sendable, Hashable {
        package var idle = 0
        package var occupied = 0
        package var waiting = 0

        package init(idle: Int = 0, occupied: Int = 0, waiting: Int = 0) {
            self.idle = idle
            self.occupied = occupied
            self.waiting = waiting
        }
    }

    let teardown: Teardown
    let backoff: RestartBackoff
    let timer: any DeadlineTimer
    var entries: [EntryID: Entry] = [:]
    /// The digest that each connection was last asked for with.
    private var digests: [String: ContentDigest] = [:]
    private var busy: [ObjectIdentifier: MCPSession] = [:]
    var opening: [Int: Task<MCPSession, any Error>] = [:]
    private var endings: [Int: (id: EntryID, task: Task<Void, Never>)] = [:]
    private var nextID = 1
    private(set) var isShutDown = false
    private var shutdownTeardown: Teardown?

    package init(
        teardown: Teardown = Teardown(), backoff: RestartBackoff = RestartBackoff(),
        timer: any DeadlineTimer = SystemTimer.shared
    ) {
        self.teardown = teardown
        self.backoff = backoff
        self.timer = timer
    }

    /// The clock that deadlines of this pool are told by.
    package nonisolated var now: ContinuousClock.Instant { timer.now }

    /// Runs `body` with a session of the connection that serves nobody else meanwhile.
    ///
    /// - Throws: ``MCPError`` where no session can be had (`requestSent` is false then), else what `body` throws.
    package nonisolated func withSession<R: Sendable>(
        _ demand: SessionDemand, _ body: @Sendable (MCPSession) async throws -> R
    ) async throws -> R {
        let session = try await take(demand)
        do {
            let result = try await body(session)
            await giveBack(session, of: demand.connection)
            return result
        } catch {
            await giveBack(session, of: demand.connection)
            throw error
        }
    }

    package nonisolated func withSession<R: Sendable>(
        for connection: PooledConnection, deadline: ContinuousClock.Instant,
        _ body: @Sendable (MCPSession) async throws -> R
    ) async throws -> R {
        try await withSession(SessionDemand(connection, deadline: deadline), body)
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

    /// Returns when nothing is left of the sessions of the connection that are being ended now, at most their teardown
    /// later; also where the task is cancelled.
    package func waitForEndings(of connection: PooledConnection) async {
        let id = EntryID(connection)
        for ending in endings.values.filter({ $0.id == id }) { await ending.task.value }
    }

    /// How many sessions there are; for status and tests.
    package var counts: Counts {
        entries.values.reduce(into: Counts()) { counts, entry in
            counts.idle += entry.idle.count
            counts.occupied += entry.occupied
            counts.waiting += entry.waiters.count
        }
    }

    static var cancelledError: MCPError { MCPError(.cancelled, "the wait for a session was cancelled") }
    static var closedError: MCPError { MCPError(.closed, "the pool is shut down") }

    // MARK: Taking

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
            // It was this waiter's turn; it is the next one's now.
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
        if digests[id.key] != id.digest {
            digests[id.key] = id.digest
            endIdle(of: id.key, except: id.digest)
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
            // It crashed while it was idle.
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

    // MARK: Giving back

    package func giveBack(_ session: MCPSession, of connection: PooledConnection) {
        let id = EntryID(connection)
        guard busy.removeValue(forKey: ObjectIdentifier(session)) != nil else { return }
        entries[id]?.serving -= 1
        guard session.isReusable, !isShutDown else {
            if let end = session.end, end != .closed { noteFailure(id, nil) }
            end(session, of: id)
            return
        }
        entries[id]?.failures = 0
        entries[id]?.failedAt = nil
        entries[id]?.startFailure = nil
        entries[id]?.idle.append(session)
        slotIsFree(id)
    }

    /// Ends a session that occupies a slot; the slot is free when nothing of it is left.
    func end(_ session: MCPSession, of id: EntryID) {
        let number = makeID()
        // Who still works on a call that was given up does not look at its input, and the run waits for this end.
        let teardown = shutdownTeardown ?? (session.isBusyOrBroken ? teardown.hasty : teardown)
        let task = Task {
            await session.close(teardown)
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

    private func endIdle(of key: String, except digest: ContentDigest) {
        for id in entries.keys where id.key == key && id.digest != digest {
            let idle = entries[id]?.idle ?? []
            entries[id]?.idle = []
            entries[id]?.occupied += idle.count
            for session in idle { end(session, of: id) }
        }
    }

    func makeID() -> Int {
        defer { nextID += 1 }
        return nextID
    }
}
