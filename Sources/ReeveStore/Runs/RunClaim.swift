package import ReeveJSON
package import ReeveModel

/// A worker's request for work.
package struct RunClaim: Sendable, Hashable {
    /// The name of the worker. Runs that are assigned to another worker are not given to it.
    package var worker: String
    package var queues: [String]
    /// How many runs it takes at most, over all queues.
    package var limit: Int
    package var leaseDuration: Duration
    package var now: Timestamp
    /// Set: claims only runs of this batch (`run -f`).
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
