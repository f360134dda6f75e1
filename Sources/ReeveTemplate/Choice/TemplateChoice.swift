/// Which template a task takes, with every place that could have named one.
///
/// The order is that of the specification (Tasks): the item's own, the member's own, the team's map for the role, the team
/// type's link for the role, the role's default, the agent's. The first that names one is taken.
package struct TemplateChoice: Sendable, Hashable {
    /// In order of precedence.
    package let candidates: [TemplateCandidate]

    /// The place that decided; nil where none names a template, and the task has its `prompt` alone.
    package let chosen: TemplateCandidate?

    /// - Parameter candidates: In any order.
    package init(among candidates: [TemplateCandidate]) {
        self.candidates = candidates.sorted { $0.level < $1.level }
        chosen = self.candidates.first { $0.template != nil }
    }

    /// The template's name.
    package var template: String? { chosen?.template }

    /// What a run keeps as `template_source`, such as `team 'night-watch', role 'doctor'`.
    package var source: String? { chosen?.place }

    /// What became of a candidate.
    package enum Outcome: String, Sendable, Hashable {
        case chosen
        /// It names a template too, and one before it was taken.
        case overridden
        case notSet = "not set"
        /// The task has no such place: no team, no role.
        case absent
    }

    package func outcome(of candidate: TemplateCandidate) -> Outcome {
        if candidate == chosen { return .chosen }
        if candidate.template != nil { return .overridden }
        return candidate.path == nil ? .absent : .notSet
    }
}
