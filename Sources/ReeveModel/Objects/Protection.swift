/// How an object is guarded against deletion, replacement and the removal of this guard.
package enum Protection: String, Sendable, Hashable {
    case none
    /// Only with `--confirm PATH`, or an answer on a terminal.
    case confirm
    /// Must first be lowered in a plan of its own.
    case always
}

extension Protection: Comparable {
    private var strength: Int {
        switch self {
        case .none: 0
        case .confirm: 1
        case .always: 2
        }
    }

    package static func < (lhs: Protection, rhs: Protection) -> Bool { lhs.strength < rhs.strength }
}
