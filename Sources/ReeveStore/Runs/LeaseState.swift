/// What became of a lease at its renewal.
package enum LeaseState: Sendable, Hashable {
    case renewed
    /// Renewed; somebody wants the run to stop.
    case cancelRequested
    /// Gone to another epoch or ended: what the worker still does counts for nothing.
    case lost
}
