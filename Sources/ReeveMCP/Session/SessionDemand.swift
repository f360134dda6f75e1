/// What a caller asks of the pool: a session, until when, and what it puts up with meanwhile.
package struct SessionDemand: Sendable {
    package let connection: PooledConnection
    /// Until when the session is wanted, its start included. The call has a deadline of its own.
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
