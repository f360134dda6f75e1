internal import ReeveJSON
internal import ReeveModel
internal import ReevePattern

/// One rule, compiled. A rule that cannot be read is kept as an error: it never falls silent.
struct PolicyRule: Sendable {
    let id: String
    /// Every action where the glob cannot be read.
    let actions: PolicyActionSet
    /// Nil where it cannot be read; then every target is named.
    let target: Glob?
    /// Deny where it cannot be read.
    let effect: PolicyEffect
    let conditions: [Condition]
    let approval: ApprovalRequirement?
    let reason: String?
    /// Empty for a rule that can be read.
    let problems: [PolicyProblem]
    /// Over everything that the rule says but its id and its reason.
    let contentDigest: ContentDigest
    /// Over the conditions and the requirements alone.
    let termsDigest: ContentDigest

    func names(_ action: PolicyAction, _ target: PolicyTarget) -> Bool {
        actions.contains(action) && (self.target?.matches(target.text) ?? true)
    }

    /// Evaluates the conditions; action and target are known to match.
    ///
    /// A condition that fails settles the rule, also where another one is an error. So the order of conditions does not
    /// count.
    /// - Parameter deferred: conditions that a later fact decides: in an allow rule they hold, in a deny rule not.
    func evaluate(_ request: PolicyRequest, deferring deferred: Set<ConditionKey> = []) -> ConditionResult {
        if let problem = problems.first {
            return .error(ConditionError(.invalidRule, pointer: problem.pointer, detail: problem.message))
        }
        var error: ConditionError?
        for condition in conditions {
            if !deferred.isEmpty, deferred.contains(condition.key) {
                if effect == .deny { return .fails }
                continue
            }
            switch condition.evaluate(request) {
            case .holds: continue
            case .fails: return .fails
            case .error(let found): error = error ?? found
            }
        }
        return error.map { .error($0) } ?? .holds
    }
}
