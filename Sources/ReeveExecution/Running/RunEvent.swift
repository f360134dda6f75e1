package import ReeveJSON
package import ReeveModel
package import ReeveStore

/// What happens while a worker works, for whoever shows it.
package enum RunEvent: Sendable {
    case started(ULID, batch: ULID, item: String, cell: String?, attempt: Int)
    case ended(ULID, batch: ULID, item: String, cell: String?, status: RunStatus, reason: RunReason?, message: String?)
    case postponed(ULID, item: String, cell: String?, until: Timestamp?, reason: RunReason?)
    /// A claimed run waits for something before its call can be sent; nil where the wait is over.
    case waiting(ULID, CallWait?)
    case batchEnded(ULID, BatchStatus)
    case progress(RunProgress)
    case rescued(RescueReport)
    /// The leases of running runs were renewed. Runs whose lease was lost are cancelled.
    case leasesRenewed(Int, lost: Int)
    /// The worker takes no new runs from now on.
    case draining
}
