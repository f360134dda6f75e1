package import ReeveJSON
package import ReeveModel

/// The right to work on a run. Every write of a worker carries its lease.
package struct RunLease: Sendable, Hashable {
    package var run: ULID
    package var worker: String
    package var epoch: Int64
    package var expiresAt: Timestamp

    package init(run: ULID, worker: String, epoch: Int64, expiresAt: Timestamp) {
        self.run = run
        self.worker = worker
        self.epoch = epoch
        self.expiresAt = expiresAt
    }
}
