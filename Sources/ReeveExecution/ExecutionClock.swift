package import ReeveJSON

/// The clock that runs are timed by; tests bring their own.
package protocol ExecutionClock: Sendable {
    var now: Timestamp { get }

    /// Returns at `instant` or soon after, or throws `CancellationError` where the task is cancelled.
    func sleep(until instant: Timestamp) async throws
}
