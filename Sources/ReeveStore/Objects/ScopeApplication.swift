internal import ReeveModel

/// What a change set does to organizations and environments themselves, and to everything that is kept below their
/// names: pins, tool definitions, what was seen of connections, pauses, batches, runs and limiters.
struct ScopeApplication {
    /// Old key and new key of each scope that gets another name.
    private var renamed: [(from: ObjectKey, to: ObjectKey)] = []
    private var deleted: [ObjectKey] = []

    /// Scopes that get another name.
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

    /// Moves the rows, and drops those of scopes that go: a scope of the same name that is made later starts anew.
    ///
    /// Each goes through a name that no manifest can have, so that names may be swapped. Runs and batches of deleted
    /// scopes stay: they are history. Their idempotency keys are free again.
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
            // What an organization of this name left behind when it went.
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

    /// A worker that is in the middle of a call looks its objects up by the names that its run had when it was claimed.
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

    /// Checks that no object is left in a scope that is gone, and that every written object lies in a scope that is
    /// there.
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
