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
    /// The sessions of one connection to one server.
    struct EntryID: Hashable, Sendable {
        let key: String
        let identity: ContentDigest

        init(_ connection: PooledConnection) {
            key = connection.key
            identity = connection.identity
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
        /// Occupied sessions that serve a call.
        var serving = 0
        /// Occupied slots whose session is opening, or waits until it may.
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

        /// Whether starts or sessions of the connection fail. Then one start is tried, and all others wait for its outcome.
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
    /// The identity that each connection was last asked for with.
    var identities: [String: ContentDigest] = [:]
    /// Sessions that callers hold.
    var busy: [ObjectIdentifier: MCPSession] = [:]
    /// Starts, and pauses before starts.
    var opening: [Int: Task<MCPSession, any Error>] = [:]
    var endings: [Int: (id: EntryID, task: Task<Void, Never>)] = [:]
    private var nextID = 1
    var isShutDown = false
    /// Set by a shutdown; every end goes by it from then on.
    var shutdownTeardown: Teardown?

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

    /// The same for a caller that puts up with every pause.
    package nonisolated func withSession<R: Sendable>(
        for connection: PooledConnection, deadline: ContinuousClock.Instant,
        _ body: @Sendable (MCPSession) async throws -> R
    ) async throws -> R {
        try await withSession(SessionDemand(connection, deadline: deadline), body)
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

    func makeID() -> Int {
        defer { nextID += 1 }
        return nextID
    }
}
