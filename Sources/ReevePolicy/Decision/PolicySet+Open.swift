internal import ReeveModel

extension PolicySet {
    /// Which of the conditions that ``decide(_:deferring:)`` took in the request's favour may still turn its allow into a
    /// denial; empty for a denial, which stands.
    ///
    /// ```swift
    /// policies.openConditions(request, deferring: [.timeWindow])  // [.timeWindow]: allowed at night only
    /// ```
    package func openConditions(
        _ request: PolicyRequest, deferring deferred: Set<ConditionKey>
    ) -> Set<ConditionKey> {
        let decision = decide(request, deferring: deferred)
        guard decision.isAllowed, let priority = decision.priority else { return [] }
        var surest: (allow: Int, deny: Int) = (.max, .max)
        var open: Set<ConditionKey> = []
        for candidate in index.candidates(for: request) where candidate.priority <= priority {
            let rule = rules[Int(candidate.rule)].rule
            guard rule.names(request.action, request.target) else { continue }
            if candidate.needsBindingCheck, !binding(of: candidate).matches(request) { continue }
            guard rule.mayHold(request, deferring: deferred) else { continue }
            let keys = deferred.intersection(rule.conditions.map(\.key))
            open.formUnion(keys)
            switch rule.effect {
            case .allow: if keys.isEmpty { surest.allow = min(surest.allow, Int(candidate.priority)) }
            case .deny: surest.deny = min(surest.deny, Int(candidate.priority))
            }
        }
        // A rule that allows whatever the open conditions come to, before any that may deny.
        return surest.allow < surest.deny ? [] : open
    }
}

extension PolicyRule {
    /// Whether no condition that can be asked now fails.
    fileprivate func mayHold(_ request: PolicyRequest, deferring deferred: Set<ConditionKey>) -> Bool {
        conditions.allSatisfy { condition in
            if deferred.contains(condition.key) { return true }
            if case .fails = condition.evaluate(request) { return false }
            return true
        }
    }
}
