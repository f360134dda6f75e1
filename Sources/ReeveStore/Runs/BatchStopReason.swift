/// Why a batch was stopped before all of its runs had been tried.
package enum BatchStopReason: String, Sendable, Hashable, CaseIterable {
    case cancelled
    case maxFailures = "max_failures"
    case deadline
}
