internal import ReeveJSON
internal import ReeveModel

/// A deny rule that may take a grant away: by a condition, on a part of the target, or by who submitted the work.
package struct AccessException: Sendable, Hashable {
    /// What it denies, whichever rule says it.
    struct Terms: Sendable, Hashable {
        let rule: ContentDigest
        let subjects: [String]
        /// Within what the binding is about.
        let target: AccessTarget
    }

    package let rule: RuleReference
    /// Conditions with their values, then `requested by ...`; where there is none, the part of the target.
    package let when: [String]
    let terms: Terms

    init(rule: RuleReference, when: [String], terms: Terms) {
        self.rule = rule
        self.when = when
        self.terms = terms
    }

    init(_ reach: AccessReach, for agent: AccessSide.Agent) {
        rule = reach.reference
        let subjects = reach.subjects(for: agent)
        let when = reach.conditions + subjects.map { "requested by " + $0 }
        self.when = when.isEmpty ? [reach.target.text] : when
        terms = Terms(rule: reach.rule.contentDigest, subjects: subjects, target: reach.target)
    }
}

extension AccessException: CustomStringConvertible {
    /// `guard#keep (requested by membership:member)`.
    package var description: String {
        "\(rule.policy.name)#\(rule.rule) (" + when.joined(separator: "; ") + ")"
    }
}
