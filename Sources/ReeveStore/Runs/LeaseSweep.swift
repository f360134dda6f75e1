package import ReeveJSON

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
