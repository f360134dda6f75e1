/// The clock that time limits are counted with, and the calls that it owes.
package protocol DeadlineTimer: Sendable {
    var now: ContinuousClock.Instant { get }

    /// Calls `action` once at `instant` or soon after. The action must be quick and must not block.
    func schedule(at instant: ContinuousClock.Instant, _ action: @escaping @Sendable () -> Void) -> TimerTicket

    /// Forgets the call, where it has not been made.
    func cancel(_ ticket: TimerTicket)
}
