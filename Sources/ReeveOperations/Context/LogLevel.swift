/// How much is logged: a level takes the entries of those before it along.
package enum LogLevel: String, Sendable, CaseIterable, Comparable {
    case error
    case warning
    case info
    case debug

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    package static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }
}
