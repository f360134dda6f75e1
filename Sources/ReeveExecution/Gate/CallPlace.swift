internal import ReeveJSON
internal import ReeveMCP
internal import ReeveModel
internal import ReeveScheduler
internal import ReeveStore

/// What a call needs to be sent: a session, and the permits of its limits.
struct CallPlace: Sendable {
    enum Outcome: Sendable {
        case taken(CallPlace)
        /// The limit makes the run wait longer than it should hold its place in the worker.
        case later(Timestamp, limit: String)
        case refused(limit: String)
    }

    let session: CallSession
    let permit: LimiterState.Permit
}
