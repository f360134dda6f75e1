internal import ReeveJSON
internal import ReeveModel
internal import ReevePolicy
internal import ReeveRedaction

/// Asks the grants of the agent and the requester first, then the policies of this moment.
struct PolicyCheck: SubjectCheck {
    var stage: GateStage { .policy }

    func check(_ subject: CallSubject, _ gate: inout GatePass) throws(GateRefusal) -> String? {
        let facts = gate.facts
        var grants = subject.agent.grants
        grants.requester = facts.requester
        grants.taskTools = facts.context.taskTools
        if let refusal = grants.refusals(of: .toolInvoke, on: .tool(subject.address), at: facts.now).first {
            throw GateRefusal(stage, .policyDenied, "\(refusal)", status: .denied)
        }
        let request = PolicyRequest(subject, facts)
        let policies = facts.scope.policies
        let decision = policies.decide(request, deferring: gate.deferral.conditions)
        guard decision.isAllowed else {
            var message = decision.because
            if decision.deciding.isEmpty, let miss = policies.nearestMiss(redacted(request, subject, facts)) {
                message += " (\(miss))"
            }
            throw GateRefusal(stage, .policyDenied, message, status: .denied, decision: decision)
        }
        gate.decision = decision
        return decision.summary
    }

    /// The request with arguments that may be quoted in a message. The arguments are redacted first, because a message
    /// cuts long values, and the redactor does not know a part of a secret. Where the input has a form that may be
    /// shown, that form is quoted.
    private func redacted(_ request: PolicyRequest, _ subject: CallSubject, _ facts: GateCase) -> PolicyRequest {
        var request = request
        request.arguments = facts.redactor.redact(subject.shownInput ?? .object(subject.input)).value
        return request
    }
}
