package import ReeveJSON
package import ReeveModel
package import ReeveStore

/// What happens while a worker works, for whoever draws it.
package enum RunEvent: Sendable {
    case started(ULID, batch: ULID, item: String, cell: String?, attempt: Int)
    case ended(ULID, batch: ULID, item: String, cell: String?, status: RunStatus, reason: RunReason?, message: String?)
    case postponed(ULID, item: String, cell: String?, until: Timestamp?, reason: RunReason?)
    /// A claimed run waits for something before its call can be sent; nil where that wait is over.
    case waiting(ULID, CallWait?)
    case batchEnded(ULID, BatchStatus)
    case progress(RunProgress)
    case rescued(RescueReport)
    /// Leases of running runs were renewed; those that were lost are cancelled.
    case leasesRenewed(Int, lost: Int)
    /// No new runs are taken any more.
    case draining
}
