internal import ReeveJSON

/// The open sessions of a run, by connection.
///
/// A session serves one call at a time and is kept for the next one. One that crashed, or whose call
/// was given up, is ended and replaced; no other session is touched by it. Nothing survives
/// ``shutdown(grace:)``.
package actor SessionPool {
    struct EntryID: Hashable, Sendable {
        let key: String
        let digest: ContentDigest
    }

    struct Waiter: Sendable {
        let id: Int
        let continuation: CheckedContinuation<Void, any Error>
        var timer: TimerTicket?
    }

    struct Entry: Sendable {
        var idle: [MCPSession] = []
        /// Sessions that are opening, serving or ending.
        var occupied = 0
        var waiters: [Waiter] = []
        var failures = 0
        var notBefore: ContinuousClock.Instant?
        var lastFailure: MCPError?
        /// The server was found to be a legacy one; it is not probed again.
        var isLegacy = false

        var total: Int { idle.count + occupied }
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

    private let teardown: Teardown
    private let backoff: RestartBackoff
    private let timer: any DeadlineTimer
    private var entries: [EntryID: Entry] = [:]
    /// The digest that each connection was last asked for with.
    private var digests: [String: ContentDigest] = [:]
    private var busy: [ObjectIdentifier: MCPSession] = [:]
    private var opening: [Int: Task<MCPSession, any Error>] = [:]
    private var endings: [Int: (id: EntryID, task: Task<Void, Never>)] = [:]
    private var nextID = 1
    private var isShutDown = false
    private var shutdownTeardown: Teardown?

    package init(
        teardown: Teardown = Teardown(), backoff: RestartBackoff = RestartBackoff(),
        timer: any DeadlineTimer = SystemTimer.shared
    ) {
        self.teardown = teardown
        self.backoff = backoff
        self.timer = timer
    }

    /// Runs `body` with a session of the connection that serves nobody else meanwhile.
    ///
    /// Where all are busy it waits its turn, first come first served.
    ///
    /// - Parameter deadline: For getting the session; `body` keeps its own.
    /// - Throws: ``MCPError`` where no session can be had (`requestSent` is false then), else what `body` throws.
    package nonisolated func withSession<R: Sendable>(
        for connection: PooledConnection, deadline: ContinuousClock.Instant,
        _ body: @Sendable (MCPSession) async throws -> R
    ) async throws -> R {
        let session = try await acquire(connection, deadline: deadline)
        do {
            let result = try await body(session)
            await release(session, of: connection)
            return result
        } catch {
            await release(session, of: connection)
            throw error
        }
    }

    /// Ends all sessions at once, those in use too, and returns when no process is left. Final.
    package func shutdown(grace: Teardown) async {
        isShutDown = true
        shutdownTeardown = grace
        for task in opening.values { task.cancel() }
        for id in entries.keys {
            let waiters = entries[id]?.waiters ?? []
            entries[id]?.waiters = []
            for waiter in waiters { wake(waiter, throwing: Self.closedError) }
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
        let id = EntryID(key: connection.key, digest: connection.digest)
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

    private static var cancelledError: MCPError { MCPError(.cancelled, "the wait for a session was cancelled") }
    private static var closedError: MCPError { MCPError(.closed, "the pool is shut down") }

    // MARK: Taking

    private func acquire(
        _ connection: PooledConnection, deadline: ContinuousClock.Instant
    ) async throws -> MCPSession {
        let id = EntryID(key: connection.key, digest: connection.digest)
        if digests[id.key] != id.digest {
            digests[id.key] = id.digest
            endIdle(of: id.key, except: id.digest)
        }
        var hasWaited = false
        while true {
            guard !isShutDown else { throw Self.closedError }
            guard !Task.isCancelled else {
                // It was this waiter's turn; it is the next one's now.
                if hasWaited { wakeNext(id) }
                throw Self.cancelledError
            }
            var entry = entries[id, default: Entry()]
            let mayTake = hasWaited || entry.waiters.isEmpty
            while mayTake, let session = entry.idle.popLast() {
                entry.occupied += 1
                entries[id] = entry
                if session.isReusable {
                    busy[ObjectIdentifier(session)] = session
                    return session
                }
                // It crashed while it was idle.
                noteFailure(id, nil)
                end(session, of: id)
                entry = entries[id, default: Entry()]
            }
            if mayTake, entry.total < connection.maxConcurrency {
                entry.occupied += 1
                entries[id] = entry
                return try await open(connection, id, deadline: deadline)
            }
            entries[id] = entry
            try await wait(id, isFirst: hasWaited, deadline: deadline)
            hasWaited = true
        }
    }

    private func open(
        _ connection: PooledConnection, _ id: EntryID, deadline: ContinuousClock.Instant
    ) async throws -> MCPSession {
        do {
            try await waitForRestart(id, deadline: deadline)
            var options = connection.options
            if options.preference == .auto, entries[id]?.isLegacy == true { options.preference = .legacy }
            let now = timer.now
            options.openTimeout = min(options.openTimeout, now.duration(to: deadline))
            let session = try await run(connection.connect, options)
            guard !isShutDown else {
                end(session, of: id)
                throw Self.closedError
            }
            if connection.options.preference == .auto {
                entries[id]?.isLegacy = session.server.era == .legacy
            }
            busy[ObjectIdentifier(session)] = session
            return session
        } catch let error as MCPError where error.code == .closed && isShutDown {
            throw error
        } catch {
            if let error = error as? MCPError, error.code != .cancelled, error.code != .backingOff {
                noteFailure(id, error)
                entries[id]?.isLegacy = false
            }
            slotIsFree(id)
            throw error
        }
    }

    /// Opens in a task of its own, so that a shutdown can stop it too.
    private func run(
        _ connect: @escaping PooledConnection.Connect, _ options: SessionOptions
    ) async throws -> MCPSession {
        let number = makeID()
        let task = Task { [timer] in
            try await MCPSession.open(connecting: connect, options: options, timer: timer)
        }
        opening[number] = task
        defer { opening[number] = nil }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    private func waitForRestart(_ id: EntryID, deadline: ContinuousClock.Instant) async throws {
        guard let notBefore = entries[id]?.notBefore, notBefore > timer.now else { return }
        guard notBefore < deadline else {
            let last = entries[id]?.lastFailure
            throw MCPError(
                .backingOff, "the connection failed \(entries[id]?.failures ?? 0) times in a row; it is not tried yet",
                stderrTail: last?.stderrTail ?? [], exit: last?.exit)
        }
        let pause = TimedPause(timer: timer, until: notBefore)
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
        guard !isShutDown else { throw Self.closedError }
        guard !Task.isCancelled else { throw Self.cancelledError }
    }

    // MARK: Waiting

    private func wait(_ id: EntryID, isFirst: Bool, deadline: ContinuousClock.Instant) async throws {
        let number = makeID()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let timer = timer.schedule(at: deadline) {
                    Task { await self.dropWaiter(number, of: id, MCPError(.timedOut, "no session was free in time")) }
                }
                let waiter = Waiter(id: number, continuation: continuation, timer: timer)
                let place = isFirst ? 0 : entries[id]?.waiters.count ?? 0
                entries[id]?.waiters.insert(waiter, at: place)
            }
        } onCancel: {
            Task { await self.dropWaiter(number, of: id, Self.cancelledError) }
        }
    }

    private func dropWaiter(_ number: Int, of id: EntryID, _ error: any Error) {
        guard let index = entries[id]?.waiters.firstIndex(where: { $0.id == number }),
            let waiter = entries[id]?.waiters.remove(at: index)
        else { return }
        wake(waiter, throwing: error)
    }

    private func wake(_ waiter: Waiter, throwing error: (any Error)? = nil) {
        if let ticket = waiter.timer { timer.cancel(ticket) }
        if let error {
            waiter.continuation.resume(throwing: error)
        } else {
            waiter.continuation.resume()
        }
    }

    // MARK: Giving back

    private func release(_ session: MCPSession, of connection: PooledConnection) {
        let id = EntryID(key: connection.key, digest: connection.digest)
        busy[ObjectIdentifier(session)] = nil
        guard session.isReusable, !isShutDown else {
            if let end = session.end, end != .closed { noteFailure(id, nil) }
            end(session, of: id)
            return
        }
        entries[id]?.failures = 0
        entries[id]?.notBefore = nil
        entries[id]?.idle.append(session)
        slotIsFree(id)
    }

    /// Ends a session that occupies a slot; the slot is free when nothing of it is left.
    private func end(_ session: MCPSession, of id: EntryID) {
        let number = makeID()
        let teardown = shutdownTeardown ?? teardown
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

    private func slotIsFree(_ id: EntryID) {
        entries[id]?.occupied -= 1
        wakeNext(id)
    }

    private func wakeNext(_ id: EntryID) {
        guard entries[id]?.waiters.isEmpty == false, let next = entries[id]?.waiters.removeFirst() else { return }
        wake(next)
    }

    private func endIdle(of key: String, except digest: ContentDigest) {
        for id in entries.keys where id.key == key && id.digest != digest {
            let idle = entries[id]?.idle ?? []
            entries[id]?.idle = []
            entries[id]?.occupied += idle.count
            for session in idle { end(session, of: id) }
        }
    }

    private func noteFailure(_ id: EntryID, _ error: MCPError?) {
        guard error?.code != .commandNotFound, error?.code != .launchInvalid else { return }
        entries[id]?.failures += 1
        entries[id]?.lastFailure = error
        let delay = backoff.delay(afterFailures: entries[id]?.failures ?? 0)
        entries[id]?.notBefore = delay == .zero ? nil : timer.now.advanced(by: delay)
    }

    private func makeID() -> Int {
        defer { nextID += 1 }
        return nextID
    }
}
