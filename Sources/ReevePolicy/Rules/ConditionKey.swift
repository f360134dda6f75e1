/// The closed set of conditions.
package enum ConditionKey: String, Sendable, Hashable, CaseIterable {
    case environment
    case environmentType
    case tags
    case labels
    case risk
    case traits
    case timeWindow
    case arguments
    case contentType
    case size
    case depth
    case budgetLeft
    case ttlValid
    case tainted
    case origin
    case callsInRun

    /// What a later moment may change between submission and the effect.
    package static let decidedLater: Set<ConditionKey> = [
        .timeWindow, .arguments, .contentType, .size, .depth, .budgetLeft, .ttlValid, .tainted, .callsInRun,
    ]

    /// What differs from call to call of one tool.
    package static let decidedByCall: Set<ConditionKey> = [.arguments, .contentType, .size]
}
