/// What a kind says about the risks of changing one of its objects.
///
/// Deletions, removed protection and moved secrets are risks of every kind; no rule has to name them.
package struct RiskRule: Sendable {
    /// Whether a new object alone may be a risk. Where false, the specs of new objects need not be read.
    package let judgesCreates: Bool
    private let find: @Sendable (SpecChange) -> [PlannedRisk]

    package init(judgesCreates: Bool = false, _ find: @escaping @Sendable (SpecChange) -> [PlannedRisk]) {
        self.judgesCreates = judgesCreates
        self.find = find
    }

    /// A rule about objects that stay: the details of a change are one risk together, and no detail is none.
    package static func ofUpdates(
        _ risk: ChangeRisk, _ details: @escaping @Sendable (SpecChange) -> [String]
    ) -> RiskRule {
        RiskRule { change in
            guard !change.isCreate, !change.isDelete else { return [] }
            let found = details(change)
            return found.isEmpty ? [] : [PlannedRisk(risk, found.joined(separator: ", "))]
        }
    }

    package func risks(of change: SpecChange) -> [PlannedRisk] {
        change.isCreate && !judgesCreates ? [] : find(change)
    }
}
