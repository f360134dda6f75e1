internal import ReeveModel

/// A decision, and for every rule that names the action and the target why it matched or not.
///
/// The words quote arguments of the request; whoever prints or stores them redacts them first.
package struct PolicyExplanation: Sendable {
    package enum Outcome: String, Sendable, Hashable {
        case matched = "yes"
        case notMatched = "no"
        case failed = "error"
    }

    package struct Row: Sendable, Hashable {
        /// Of the smallest binding that matches; of the smallest of all where none does; nil without bindings.
        package let priority: Int?
        package let rule: RuleReference
        package let effect: PolicyEffect
        package let outcome: Outcome
        /// `arguments /max_count: 200 is above 50`.
        package let why: String
    }

    package let decision: PolicyDecision
    /// Of the policies that a binding leads to the request, by priority, policy and place.
    package let rows: [Row]
    /// Of the policies that no binding leads here: these rules cannot match.
    package let unboundRows: [Row]
    /// Rules that the request's environment sees and that name other targets or actions.
    package let otherRules: Int
}

extension PolicySet {
    /// Explains the decision of a request. Looks at every policy of its organization, so it is for people.
    package func explain(_ request: PolicyRequest) -> PolicyExplanation {
        var rows: [PolicyExplanation.Row] = []
        var unbound: [PolicyExplanation.Row] = []
        var others = 0
        for policy in policies {
            let key = policy.document.key
            guard key.organization == request.organization,
                key.environment == nil || key.environment == request.environment.name
            else { continue }
            let matching = policy.bindings.filter { $0.matches(request) }
            let sound = matching.filter(\.problems.isEmpty).map(\.priority).min()
            let broken = matching.first { !$0.problems.isEmpty }
            for entry in rules[policy.rules] {
                guard entry.rule.names(request.action, request.target) else {
                    others += 1
                    continue
                }
                if let priority = sound { rows.append(row(entry, priority, request)) }
                if let broken {
                    rows.append(
                        PolicyExplanation.Row(
                            priority: broken.priority, rule: entry.reference, effect: entry.rule.effect,
                            outcome: .failed,
                            why: "a binding cannot be read: " + (broken.problems.first?.message ?? "")))
                }
                guard matching.isEmpty else { continue }
                unbound.append(
                    PolicyExplanation.Row(
                        priority: policy.bindings.map(\.priority).min(), rule: entry.reference,
                        effect: entry.rule.effect, outcome: .notMatched, why: policy.whyUnbound))
            }
        }
        let isBefore = { (left: PolicyExplanation.Row, right: PolicyExplanation.Row) in
            (left.priority ?? .max) < (right.priority ?? .max)
        }
        // The sort is stable, and rules came in order of policy and place.
        return PolicyExplanation(
            decision: decide(request), rows: rows.sorted(by: isBefore), unboundRows: unbound.sorted(by: isBefore),
            otherRules: others)
    }

    private func row(_ entry: Entry, _ priority: Int, _ request: PolicyRequest) -> PolicyExplanation.Row {
        let (outcome, why) = entry.rule.explain(request)
        return PolicyExplanation.Row(
            priority: priority, rule: entry.reference, effect: entry.rule.effect, outcome: outcome, why: why)
    }
}

extension PolicySet.Policy {
    /// Why no binding leads to a request.
    fileprivate var whyUnbound: String {
        guard !bindings.isEmpty else { return "the policy has no binding" }
        let names = bindings.prefix(3).map { binding in
            "\(binding.scope.rawValue) \(binding.id.shortened)" + (binding.environment.map { " in \($0)" } ?? "")
        }
        return "bound to " + names.joined(separator: ", ")
            + (bindings.count > 3 ? " and \(bindings.count - 3) more" : "")
    }
}
