package import ReeveJSON
package import ReeveModel
package import ReeveStore

/// How an attempt left its run.
package struct RunOutcome: Sendable {
    package enum Kind: Sendable {
        /// The run has ended.
        case ended
        /// The run is back in the queue, and is not claimed before this instant.
        case waiting(until: Timestamp?)
        /// Another worker has the run by now. Nothing was written to it.
        case fenced
        /// The store could not be written. The lease will end by itself.
        case unwritten(StoreError)
    }

    package let kind: Kind
    package let status: RunStatus
    package let reason: RunReason?
    package let message: String?
    /// The result document.
    package let document: JSONValue?
    package let isExpected: Bool
    package let effects: RunEffects

    package init(
        _ kind: Kind, status: RunStatus, reason: RunReason? = nil, message: String? = nil, document: JSONValue? = nil,
        isExpected: Bool = false, effects: RunEffects = RunEffects()
    ) {
        self.kind = kind
        self.status = status
        self.reason = reason
        self.message = message
        self.document = document
        self.isExpected = isExpected
        self.effects = effects
    }

    /// The outcome could not be written: another worker has the run, or the store failed.
    init(unwritten error: StoreError, message: String? = nil) {
        if case .leaseLost = error.code {
            self.init(.fenced, status: .running)
        } else {
            self.init(.unwritten(error), status: .running, message: message ?? "\(error)")
        }
    }
}
