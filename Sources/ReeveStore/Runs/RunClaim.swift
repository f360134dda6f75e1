package import ReeveJSON
package import ReeveModel

/// A worker's request for work.
package struct RunClaim: Sendable, Hashable {
    /// The worker's name; runs assigned to another one are left alone.
    package var worker: String
    package var queues: [String]
    /// At most so many runs, over all queues.
    package var limit: Int
    package var leaseDuration: Duration
    package var now: Timestamp
    /// Claims runs of this batch alone (`run -f`).
    package var batch: ULID?

    package init(
        worker: String, queues: [String] = ["default"], limit: Int, leaseDuration: Duration = .seconds(60),
        now: Timestamp, batch: ULID? = nil
    ) {
        self.worker = worker
        self.queues = queues
        self.limit = limit
        self.leaseDuration = leaseDuration
        self.now = now
        self.batch = batch
    }
}
