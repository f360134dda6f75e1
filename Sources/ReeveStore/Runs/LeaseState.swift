/// What the renewal of a lease has found.
package enum LeaseState: Sendable, Hashable {
    case renewed
    /// The lease is renewed, and somebody has asked the run to stop.
    case cancelRequested
    /// The lease has ended, or another epoch has the run. What the worker does from now on does not count.
    case lost
}
