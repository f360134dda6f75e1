package import ReeveModel
package import ReevePolicy
package import ReeveScheduler

/// The stages of the gate, in the order in which a call passes them.
package enum GateStage: String, Sendable, Hashable, CaseIterable {
    case resolve
    case connection
    case policy
    case input
    case approval
    /// Only where an earlier attempt may have had its effect.
    case readBack = "read-back"
    case rate
    case budget
    case audit
    case execute
    case output
}

/// Why a call does not go on, and at which stage.
package struct GateRefusal: Error, Sendable {
    package var stage: GateStage
    /// `denied` where somebody may not, `failed` where something is not so.
    package var status: RunStatus
    package var reason: RunReason
    /// For people; redacted before it is kept.
    package var message: String
    package var decision: PolicyDecision?
    /// Set where the attempt may be repeated.
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

    /// A row that the call goes by was changed by other hands than the store's.
    static func edited(_ what: String) -> GateRefusal {
        GateRefusal(.resolve, .storeEdited, "\(what) is not as reeve wrote it; 'reeve store check' has the rows")
    }

    /// What follows where a rule asks for an approval; nil where none does.
    static func approval(_ decision: PolicyDecision) -> GateRefusal? {
        decision.obligations.first.map { obligation in
            GateRefusal(
                .approval, .policyDenied,
                "rule '\(obligation.rule.rule)' requires an approval, which this version cannot ask for",
                status: .denied, decision: decision)
        }
    }
}
