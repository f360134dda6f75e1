/// How an object is guarded against deletion, replacement and the removal of this guard.
package enum Protection: String, Sendable, Hashable {
    case none
    /// Only with `--confirm PATH`, or an answer on a terminal.
    case confirm
    /// Must first be lowered in a plan of its own.
    case always
}
