package import ReeveModel
package import ReevePolicy
package import ReeveScheduler

/// Why a call does not go on, and the stage that says so.
package struct GateRefusal: Error, Sendable {
    package var stage: GateStage
    /// `denied` where somebody is not allowed to call; `cancelled` where the call is no longer wanted; `failed` for
    /// every other refusal.
    package var status: RunStatus
    package var reason: RunReason
    /// For people; redacted before it is kept.
    package var message: String
    package var decision: PolicyDecision?
    /// What the retry policy decides by; nil where the refusal ends the run at once.
    package var failure: AttemptFailure?
    /// The last lines of a server's standard error.
    package var standardError: [String]

    package init(
        _ stage: GateStage, _ reason: RunReason, _ message: String, status: RunStatus = .failed,
        decision: PolicyDecision? = nil, failure: AttemptFailure? = nil, standardError: [String] = []
    ) {
        self.stage = stage
        self.status = status
        self.reason = reason
        self.message = message
        self.decision = decision
        self.failure = failure
        self.standardError = standardError
    }

    /// The call depends on a row that was changed by other hands than the store's.
    static func edited(_ what: String) -> GateRefusal {
        GateRefusal(.resolve, .storeEdited, "\(what) is not as reeve wrote it; 'reeve store check' has the rows")
    }

    /// How a run ends whose deadline has passed. The run of a batch that is over is cancelled with its batch; a run whose
    /// own time is over fails.
    static func status(ofLate reason: RunReason) -> RunStatus { reason == .cancelledBatch ? .cancelled : .failed }

    /// A deadline has passed.
    static func late(
        _ stage: GateStage, _ reason: RunReason, _ message: String, standardError: [String] = []
    ) -> GateRefusal {
        GateRefusal(stage, reason, message, status: status(ofLate: reason), standardError: standardError)
    }

    /// A stage was reached before the facts that it decides by. The call does not pass.
    static func tooEarly(_ stage: GateStage) -> GateRefusal {
        GateRefusal(stage, .inputInvalid, "the stage '\(stage.rawValue)' has nothing to decide by")
    }
}
