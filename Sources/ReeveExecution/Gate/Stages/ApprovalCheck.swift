internal import ReeveModel
internal import ReevePolicy

/// Whether a rule that allows the call asks for an approval, which this version cannot get.
struct ApprovalCheck: StageCheck {
    var stage: GateStage { .approval }

    func check(_ gate: inout GatePass) throws(GateRefusal) -> String? {
        guard let decision = gate.decision else { throw GateRefusal.tooEarly(stage) }
        guard let obligation = decision.obligations.first else { return "none needed" }
        throw GateRefusal(
            stage, .policyDenied,
            "rule '\(obligation.rule.rule)' requires an approval, which this version cannot ask for",
            status: .denied, decision: decision)
    }
}
