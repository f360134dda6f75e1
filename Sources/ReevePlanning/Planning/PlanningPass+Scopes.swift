internal import ReeveDiagnostics
internal import ReeveJSON
internal import ReeveModel
internal import ReeveStore

extension PlanningPass {
    /// Guards the deletion of an organization or environment in which any object stays, of whatever set.
    mutating func guardScopes() {
        let gone = drafts.filter { $0.action == .delete && $0.key.ownScope != nil }
        if !gone.isEmpty {
            var staying: [Scope: [ObjectKey]] = [:]
            for scope in gone.compactMap(\.key.ownScope) { staying[match.moves.target(of: scope)] = [] }
            func note(_ key: ObjectKey) {
                for scope in [key.scope, Scope(organization: key.organization)] where staying[scope] != nil {
                    staying[scope]?.append(key)
                    if key.scope.environment == nil { return }
                }
            }
            for head in match.heads where !removedKeys.contains(finalKey(of: head)) { note(finalKey(of: head)) }
            for key in addedKeys { note(key) }
            for draft in gone {
                guard let scope = draft.key.ownScope.map(match.moves.target(of:)), let keys = staying[scope],
                    !keys.isEmpty
                else { continue }
                guards.append(
                    PlanGuard(.scopeNotEmpty, key: draft.key, detail: "still holds " + Self.list(keys)))
            }
        }
        requireScopes()
    }

    /// Reports objects whose organization or environment is neither stored nor selected. A narrowed selection may have
    /// left it out.
    private mutating func requireScopes() {
        guard !options.selection.isEverything else { return }
        var lacking: [Scope: Bool] = [:]
        for draft in drafts where draft.action == .create || draft.action == .rename {
            let scope = draft.finalKey.scope
            let isLacking = lacking[scope] ?? !scope.objectKeys.allSatisfy(exists)
            lacking[scope] = isLacking
            guard isLacking, let missing = scope.objectKeys.first(where: { !exists($0) }) else { continue }
            diagnostics.append(
                Diagnostic(
                    "reference.unresolved",
                    "\(draft.finalKey) belongs to \(missing), which is not in the store and not selected",
                    at: draft.source?.range, help: "select it too, or apply it first"))
        }
    }

    /// Guards the last active admin of the platform, and the last active owner of an organization.
    mutating func guardStewards() {
        guard let before = snapshot.stewards else { return }
        var after = before
        for draft in drafts where draft.action != .forget { after.remove(draft.key) }
        var gone: Set<String> = []
        for draft in drafts {
            if draft.action == .delete, draft.key.kind == KindName.organization { gone.insert(draft.key.name) }
            if let place = draft.desired {
                after.put(draft.finalKey, spec: match.desired[place].spec)
            } else if let content = draft.after {
                after.put(draft.finalKey, spec: content.spec)
            }
        }
        for organization in after.lost(since: before, moves: match.moves, gone: gone) {
            guards.append(
                PlanGuard(
                    .lastSteward, key: organization.map { ObjectKey(kind: KindName.organization, name: $0) },
                    detail: organization == nil
                        ? "no active admin of the platform would be left" : "would have no active owner any more"))
        }
    }
}
