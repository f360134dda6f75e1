package import ReeveModel
package import ReeveStore

/// What a worker did between its start and its end.
package struct RunLoopReport: Sendable {
    /// Attempts that the worker has begun.
    package var claimed = 0
    /// Runs that have ended, by status.
    package var ended: [RunStatus: Int] = [:]
    /// Ends that count as failures. With any of them `run` ends with status 7.
    package var failures = 0
    package var postponed = 0
    /// Batches of which a run was parked, because it waits for an approval.
    package var parked: Set<ULID> = []
    package var fenced = 0
    /// Batches that have ended while the worker worked.
    package var batches: [ULID: BatchStatus] = [:]
    /// Why the worker ended before its work was done; nil where nothing was left to do.
    package var stop: Stop?
    /// What was taken back from lost workers, in all batches.
    package var rescue = RescueReport()
    /// Interrupted runs that were examined and not made again; see ``RunLoop/AfterRescue``.
    package var leftInterrupted = 0

    /// What runs waited for before their calls, and for how long in all.
    package var waits: [CallWait: WaitTotal] = [:]

    package struct WaitTotal: Sendable, Hashable {
        /// Waits that have ended. A run may wait more than once.
        package var count = 0
        package var total = Duration.zero
        package var longest = Duration.zero

        package init() {}

        mutating func add(_ duration: Duration) {
            count += 1
            total += duration
            longest = max(longest, duration)
        }
    }

    package enum Stop: Sendable {
        case drained
        case cancelled
        /// The store could not be written.
        case store(StoreError)
    }

    package init() {}
}
