internal import ReeveModel

/// The numbers of a plan's changes.
package struct PlanSummary: Sendable, Hashable {
    package private(set) var byAction: [PlannedAction: Int] = [:]

    package init(changes: [PlannedChange]) {
        for change in changes { byAction[change.action, default: 0] += 1 }
    }

    package func count(_ action: PlannedAction) -> Int { byAction[action] ?? 0 }

    /// A replace counts as one added and one destroyed.
    package var added: Int { count(.create) + count(.replace) }
    package var changed: Int { count(.update) + count(.adopt) + count(.rename) + count(.move) }
    package var destroyed: Int { count(.delete) + count(.replace) }
    package var forgotten: Int { count(.forget) }
}
