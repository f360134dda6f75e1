internal import ReeveModel

extension PlanningPass {
    /// The changes from the pins of the store to those of the lock file. Both are compared under the names that scopes
    /// have after the plan.
    mutating func pinChanges() -> [PlannedPin] {
        guard var lock = options.lock else { return [] }
        let names = DeclaredScopeNames(match.desired) { !exists($0) }
        for scope in lock.renameScopes({ names.current($0) }) {
            notes.append(
                "reeve.lock still names '\(scope)', which is '\(names.current(scope))' now; 'reeve tools lock' writes it anew"
            )
        }
        for scope in lock.scopes where options.selection.isEverything && !scope.objectKeys.allSatisfy(exists) {
            notes.append(
                "reeve.lock names '\(scope)', which is neither declared nor stored: its pins count for nothing")
        }
        var stored = snapshot.pins
        _ = stored.renameScopes { match.moves.target(of: $0) }
        return lock.changes(from: stored).filter { options.selection.containsPin(of: $0.address) }
    }
}

/// The former names of scopes, as `renamedFrom` of declarations gives them. The rename may belong to this plan or to an
/// earlier one.
private struct DeclaredScopeNames {
    private var organizations: [String: String] = [:]
    /// The current name of an environment, by the current name of its organization and its own former name.
    private var environments: [Scope: String] = [:]

    /// - Parameter isFree: whether no scope has the key after the plan. Where a new scope has taken a former name, that
    ///   name means the new scope.
    init(_ desired: [ResourceObject], isFree: (ObjectKey) -> Bool) {
        for object in desired where object.metadata.renamedFrom != nil {
            guard let former = object.formerKey, let scope = former.ownScope, isFree(former) else { continue }
            if scope.environment != nil {
                environments[scope] = object.key.name
            } else {
                organizations[former.name] = object.key.name
            }
        }
    }

    func current(_ scope: Scope) -> Scope {
        guard let organization = scope.organization, let environment = scope.environment else { return scope }
        let name = organizations[organization] ?? organization
        let former = Scope(organization: name, environment: environment)
        return Scope(organization: name, environment: environments[former] ?? environment)
    }
}
