package import ReeveModel
internal import ReevePattern

/// What is allowed to be written and is most likely not meant.
package enum PolicyLint {
    package struct Finding: Sendable, Hashable {
        package enum Code: String, Sendable, Hashable {
            /// The policy has no binding, so it applies to nothing.
            case unboundPolicy
            /// A deny decides before the rule wherever it could match.
            case shadowedRule
            /// The rule's actions are never done to what its target names.
            case targetNeverMatches
            /// The bindings' environment or organization is never that of a request.
            case bindingNeverMatches
            /// An allow of every tool without a condition or an approval.
            case allowsEverything
        }

        package let code: Code
        package let policy: ObjectKey
        /// Nil where the whole policy is meant.
        package let rule: RuleReference?
        /// The rule that shadows.
        package let other: RuleReference?
    }

    /// Findings in order of policy and place. Quadratic in the rules of a policy, linear in the deny rules for everyone.
    package static func findings(in set: PolicySet) -> [Finding] {
        var findings: [Finding] = []
        let guardrails = Guardrails(set)
        for policy in set.policies {
            let key = policy.document.key
            if policy.bindings.isEmpty {
                findings.append(Finding(code: .unboundPolicy, policy: key, rule: nil, other: nil))
                continue
            }
            if policy.bindings.allSatisfy({ $0.neverMatches(organization: key.organization) }) {
                findings.append(Finding(code: .bindingNeverMatches, policy: key, rule: nil, other: nil))
            }
            let firstPriority = policy.bindings.map(\.priority).min() ?? 100
            for entry in set.rules[policy.rules] where entry.rule.problems.isEmpty {
                let add = { (code: Finding.Code, other: RuleReference?) in
                    findings.append(Finding(code: code, policy: key, rule: entry.reference, other: other))
                }
                if entry.rule.isAboutNothing { add(.targetNeverMatches, nil) }
                if entry.rule.allowsEverything { add(.allowsEverything, nil) }
                if let deny = guardrails.denying(entry.rule, of: key, before: firstPriority) {
                    add(.shadowedRule, deny)
                } else if let deny = set.rules[policy.rules].first(where: { $0.rule.denies(entry.rule) }) {
                    // The bindings are the same, so the priority is too, and within it a deny wins.
                    add(.shadowedRule, deny.reference)
                }
            }
        }
        return findings
    }

    /// The deny rules without conditions that everyone of an organization, or of an environment of it, meets.
    private struct Guardrails {
        private struct Guardrail {
            let scope: Scope
            let priority: Int
            let entry: PolicySet.Entry
        }

        private var guardrails: [String: [Guardrail]] = [:]

        init(_ set: PolicySet) {
            for policy in set.policies {
                guard let organization = policy.document.key.organization else { continue }
                let denies = set.rules[policy.rules].filter { $0.rule.effect == .deny && $0.rule.conditions.isEmpty }
                for binding in policy.bindings where !denies.isEmpty && binding.problems.isEmpty {
                    var environment = binding.environment
                    switch binding.scope {
                    case .organization where binding.id == organization: break
                    case .environment where environment == nil || environment == binding.id: environment = binding.id
                    default: continue
                    }
                    let scope = Scope(organization: organization, environment: environment)
                    guardrails[organization, default: []] += denies.map {
                        Guardrail(scope: scope, priority: binding.priority, entry: $0)
                    }
                }
            }
        }

        /// A guardrail that decides wherever an allow rule could, whose smallest priority is given.
        func denying(_ rule: PolicyRule, of policy: ObjectKey, before priority: Int) -> RuleReference? {
            guardrails[policy.organization ?? ""]?.first { guardrail in
                guardrail.priority <= priority && guardrail.entry.rule.denies(rule)
                    && (guardrail.scope.environment == nil || guardrail.scope.environment == policy.environment)
            }?.entry.reference
        }
    }
}

extension PolicyRule {
    /// Whether this deny matches wherever an allow does.
    fileprivate func denies(_ other: PolicyRule) -> Bool {
        guard effect == .deny, problems.isEmpty, conditions.isEmpty, other.effect == .allow, let target,
            let inner = other.target
        else { return false }
        return actions.contains(other.actions) && GlobCoverage.covers(target, inner)
    }

    fileprivate var isAboutNothing: Bool {
        guard let target else { return false }
        return !PolicyAction.allCases.contains { action in
            actions.contains(action) && target.literalPrefix.hasPrefix(action.targetKind.rawValue + ":")
        }
    }

    fileprivate var allowsEverything: Bool {
        guard effect == .allow, conditions.isEmpty, approval == nil, actions.contains(.toolInvoke), let target,
            let every = try? Glob("tool:*/**")
        else { return false }
        return GlobCoverage.covers(target, every)
    }
}

extension PolicyBinding {
    fileprivate func neverMatches(organization: String?) -> Bool {
        guard problems.isEmpty else { return false }
        switch scope {
        case .organization: return id != organization
        case .environment: return environment.map { $0 != id } ?? false
        default: return false
        }
    }
}
