internal import ReeveModel

/// What became of a condition.
enum ConditionResult: Sendable {
    case holds
    case fails
    case error(ConditionError)

    init(_ holds: Bool) { self = holds ? .holds : .fails }
}
