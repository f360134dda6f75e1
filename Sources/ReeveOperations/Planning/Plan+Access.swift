import ReeveJSON
import ReeveModel
import ReevePlanning
import ReevePolicy
import ReeveStore

extension Plan {
    /// The plan with the access that it gives and takes. Policies and agents are read only where the plan changes such
    /// objects.
    func withAccess(store: any Store, now: Timestamp) async throws(StoreError) -> Plan {
        let kinds = PolicyWorld.kinds.union(PlannedRequesters.kinds)
        guard changes.contains(where: { kinds.contains($0.key.kind) }) else { return self }
        let difference = try await PolicyWorld.difference(by: changes, store: store, now: now)
        var plan = self
        // Actions that this version does not serve are left out: nobody can use them yet.
        let statements = difference.statements.filter(\.action.isServed)
        plan.access.reserveCapacity(statements.count)
        for change in [AccessStatement.Change.gained, .changed, .lost] {
            for statement in statements where statement.change == change {
                plan.access.append(
                    AccessChange(
                        change.planned, statement: statement.text, conditions: statement.conditions.map(\.rawValue),
                        source: statement.rule.file.map {
                            ObjectSource(file: $0, line: statement.rule.line ?? 1)
                        }))
            }
        }
        return plan
    }
}

extension AccessStatement.Change {
    fileprivate var planned: AccessChange.Change {
        switch self {
        case .gained: .gained
        case .lost: .lost
        case .changed: .changed
        }
    }
}
