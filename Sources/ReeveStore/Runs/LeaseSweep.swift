package import ReeveJSON

/// Asks for the runs of lost workers to be taken back.
package struct LeaseSweep: Sendable, Hashable {
    package var now: Timestamp
    /// The host that asks, with its present boot id. Leases of its workers from an earlier boot count as ended.
    package var host: String
    package var bootID: String
    /// Workers whose process is known to be gone. Their leases count as ended too.
    package var lostWorkers: Set<String>
    /// A run that was taken back this many times ends `runner.lost`.
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
