/// Why there is no session yet.
package enum SessionWait: Sendable, Hashable {
    /// All that the connection may have are in use.
    case turn
    /// The server is started and asked for its protocol.
    case start
    /// The server failed; it is not started before a pause is over, or somebody else tries it first.
    case restart(failures: Int)
}
