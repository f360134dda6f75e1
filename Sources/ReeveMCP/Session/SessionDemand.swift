/// What a caller asks of the pool: a session, until when, and what it puts up with meanwhile.
package struct SessionDemand: Sendable {
    package let connection: PooledConnection
    /// For getting the session, its start included; the call has a deadline of its own.
    package let deadline: ContinuousClock.Instant
    /// The longest pause between two starts that the caller agrees to; nil is the pool's own.
    package var pauseMax: Duration?
    /// Who asks. A failed start is told once to each caller that waits for it or comes before the next one.
    package var caller: String?
    /// Told when another kind of wait begins; must be quick.
    package var onWait: @Sendable (SessionWait) -> Void

    package init(
        _ connection: PooledConnection, deadline: ContinuousClock.Instant, pauseMax: Duration? = nil,
        caller: String? = nil, onWait: @escaping @Sendable (SessionWait) -> Void = { _ in }
    ) {
        self.connection = connection
        self.deadline = deadline
        self.pauseMax = pauseMax
        self.caller = caller
        self.onWait = onWait
    }
}

/// Why there is no session yet.
package enum SessionWait: Sendable, Hashable {
    /// All that the connection may have are in use.
    case turn
    /// The server is started and asked for its protocol.
    case start
    /// The server failed; it is not started before a pause is over, or somebody else tries it first.
    case restart(failures: Int)
}

/// How long to wait before a connection that fails is started again.
package struct RestartBackoff: Sendable, Hashable {
    /// After the second failure in a row; doubled with each further one. The first restart is at once.
    package var initial = Duration.milliseconds(500)
    package var maximum = Duration.seconds(30)

    package init(initial: Duration = .milliseconds(500), maximum: Duration = .seconds(30)) {
        self.initial = initial
        self.maximum = maximum
    }

    package func delay(afterFailures count: Int) -> Duration {
        guard count > 1 else { return .zero }
        return min(maximum, initial * (1 << min(count - 2, 16)))
    }
}
