package import ReeveModel

/// A run that waits for another run.
package struct RunNeed: Sendable, Hashable {
    package enum Condition: String, Sendable, Hashable, CaseIterable {
        case succeeded
        case finished
        case failed

        /// Whether an upstream run with this end meets the condition.
        package func isMet(by status: RunStatus) -> Bool {
            switch self {
            case .succeeded: status == .succeeded
            case .finished: status.isTerminal
            case .failed: status.isFailure
            }
        }
    }

    package var run: ULID
    package var upstream: ULID
    package var condition: Condition

    package init(run: ULID, upstream: ULID, condition: Condition = .succeeded) {
        self.run = run
        self.upstream = upstream
        self.condition = condition
    }
}
