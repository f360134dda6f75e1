internal import ReeveModel

/// What a change set does to organizations and environments themselves, and to all rows that are kept under their
/// names: pins, tool definitions, connection statuses, pauses, batches, runs and limiters.
struct ScopeApplication {
    /// The old key and the new key of each scope that is renamed.
    private var renamed: [(from: ObjectKey, to: ObjectKey)] = []
    private var deleted: [ObjectKey] = []

    /// The renamed scopes.
    var moves: ScopeMoves {
        var moves = ScopeMoves()
        for (from, to) in renamed { moves.rename(from, to: to.name) }
        return moves
    }

    var deletedOrganizations: Set<String> {
        Set(deleted.lazy.filter { $0.kind == KindName.organization }.map(\.name))
    }

    mutating func note(_ change: ObjectChange) {
        guard change.key.ownScope != nil else { return }
        if change.action == .delete { deleted.append(change.key) }
        if change.finalKey != change.key, !change.deletes { renamed.append((change.key, change.finalKey)) }
    }

    /// Moves the rows of renamed scopes, and removes those of deleted scopes. A scope that is later made with the same
    /// name starts anew.
    ///
    /// Each renamed scope goes through a name that no manifest can have, so that two scopes may swap their names. Runs
    /// and batches of deleted scopes stay, since they are history. Their idempotency keys become free.
    func carryOut(_ set: ObjectChangeSet, on rows: any StoreTransaction) throws(StoreError) {
        for key in deleted {
            guard let scope = key.ownScope else { continue }
            try rows.clearScope(scope)
        }
        guard !renamed.isEmpty else { return }
        try guardRunning(set, on: rows)
        let environments = renamed.filter { $0.from.kind == KindName.environment }
        let organizations = renamed.filter { $0.from.kind == KindName.organization }
        func parked(_ key: ObjectKey) -> String { "*" + (key.organization ?? "") + "/" + key.name }
        for (from, _) in environments {
            try rows.moveScope(
                Scope(organization: from.organization, environment: from.name),
                to: Scope(organization: from.organization, environment: parked(from)))
        }
        for (from, _) in organizations {
            try rows.moveScope(Scope(organization: from.name), to: Scope(organization: parked(from)))
        }
        for (from, to) in organizations {
            // Removes what an earlier organization of this name has left behind.
            try rows.clearScope(Scope(organization: to.name))
            try rows.moveScope(Scope(organization: parked(from)), to: Scope(organization: to.name))
        }
        let moves = moves
        for (from, to) in environments {
            let organization = moves.target(of: Scope(organization: from.organization)).organization
            try rows.clearScope(Scope(organization: to.organization, environment: to.name))
            try rows.moveScope(
                Scope(organization: organization, environment: parked(from)),
                to: Scope(organization: to.organization, environment: to.name))
        }
    }

    /// Refuses to rename a scope with running runs, or cancels the runs where the change set says so. A worker in the
    /// middle of a call finds its objects by the names that the run had when it was claimed.
    private func guardRunning(_ set: ObjectChangeSet, on rows: any StoreTransaction) throws(StoreError) {
        for (key, _) in renamed {
            guard let scope = key.ownScope, let organization = scope.organization else { continue }
            let running = RunFilter(
                organizations: [organization], environment: scope.environment, statuses: [.running])
            let runs = try rows.runs(running, before: nil, limit: set.cancelsRuns ? Int.max : 10).cut.shown.map(\.id)
            guard !runs.isEmpty else { continue }
            guard set.cancelsRuns else { throw StoreError(.neededByRuns(key, runs: runs)) }
            for run in runs {
                _ = try rows.cancel(run: run, reason: .cancelledUser, actor: set.revision.actor, now: set.now)
            }
        }
    }

    /// Checks that no object is left in a scope that is gone, and that every written object lies in a scope that
    /// exists.
    func check(_ set: ObjectChangeSet, on rows: any StoreTransaction) throws(StoreError) {
        for key in deleted + renamed.map(\.from) {
            guard let scope = key.ownScope, try rows.objectHead(key) == nil else { continue }
            let left = try rows.objects(
                ObjectFilter(organization: scope.organization, environment: scope.environment), after: nil, limit: 10
            ).cut.shown
            if !left.isEmpty { throw StoreError(.scopeNotEmpty(key, by: left.map(\.key))) }
        }
        for key in set.neededScopes.sorted() where try rows.objectHead(key) == nil {
            throw StoreError(.missing(.object(key)))
        }
    }
}
