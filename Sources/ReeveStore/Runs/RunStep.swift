package import ReeveJSON
package import ReeveModel

/// One line of what happened in a run (the view `run_steps`).
package struct RunStep: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case info
        case check
        case execution
        case success
        case warning
        case error
    }

    package var run: ULID
    package var attempt: Int
    /// The number of the step within its run, from 1. The store gives it.
    package var ordinal: Int
    package var kind: Kind
    package var message: String
    /// Canonical JSON.
    package var details: String?
    package var timestamp: Timestamp

    package init(
        run: ULID, attempt: Int, ordinal: Int = 0, kind: Kind, message: String, details: String? = nil,
        timestamp: Timestamp
    ) {
        self.run = run
        self.attempt = attempt
        self.ordinal = ordinal
        self.kind = kind
        self.message = message
        self.details = details
        self.timestamp = timestamp
    }
}
