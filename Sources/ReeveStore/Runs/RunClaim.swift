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

/// A request to take work back from workers that are gone.
package struct LeaseSweep: Sendable, Hashable {
    package var now: Timestamp
    /// The host that asks, with its present boot id: leases of its workers of an earlier boot have ended.
    package var host: String
    package var bootID: String
    /// Workers known to be gone (their process does not exist any more); their leases have ended too.
    package var lostWorkers: Set<String>
    /// After so many rescues a run ends `runner.lost`.
    package var maximumRescues: Int

    package init(
        now: Timestamp, host: String, bootID: String, lostWorkers: Set<String> = [], maximumRescues: Int = 3
    ) {
        self.now = now
        self.host = host
        self.bootID = bootID
        self.lostWorkers = lostWorkers
        self.maximumRescues = maximumRescues
    }
}
