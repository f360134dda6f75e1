internal import ReeveDiagnostics
internal import ReeveJSON
internal import ReeveModel
internal import ReeveStore

extension PlanningPass {
    /// Compares values that must be unique with those of stored objects that the manifests do not declare, for example
    /// objects of another set.
    ///
    /// Two declarations with the same value are reported earlier, when manifests are checked, with both places.
    mutating func checkUniqueKeys() {
        // An object that moves with its scope has its values under the new name of the scope. The store does not know
        // that name yet.
        var carried: [StoredUniqueKey: ObjectKey] = [:]
        for draft in drafts where draft.action == .move {
            for key in carriedUniqueKeys(of: draft) { carried[StoredUniqueKey(key)] = draft.key }
        }
        guard !snapshot.holders.isEmpty || !carried.isEmpty else { return }
        // An object that is written, moved or deleted gives up the values that it has in the store.
        let released = Set(drafts.lazy.filter { $0.action != .forget }.map(\.key))
        for draft in drafts {
            guard let place = draft.desired else { continue }
            for key in match.desired[place].uniqueKeys {
                let unique = StoredUniqueKey(key)
                let stored = snapshot.holders[unique].flatMap { released.contains($0) ? nil : $0 }
                guard let holder = carried[unique] ?? stored, holder != draft.key else { continue }
                let owner = match.head(holder)?.owningSet.map { " of set '\($0)'" } ?? ""
                let moved = match.moves.target(of: holder)
                let object = match.desired[place]
                diagnostics.append(
                    Diagnostic(
                        "manifest.not-unique",
                        "'\(key.value)' is the \(key.words) of \(holder)\(owner) already"
                            + (moved == holder ? "" : ", which becomes \(moved)") + ", so not of \(object.key)",
                        at: key.range(in: object.source)))
            }
        }
    }
}

extension PlanningPass {
    /// The unique values, under the new scope, of an object that moves with its scope.
    func carriedUniqueKeys(of draft: Draft) -> [UniqueKey] {
        guard let after = draft.after, let kind = options.kinds.description(of: draft.key.kind), kind.hasUniqueKeys,
            let spec = after.specValue.object
        else { return [] }
        return kind.uniqueKeys(CanonicalObject(spec), draft.finalKey)
    }
}

extension StoredUniqueKey {
    init(_ key: UniqueKey) { self.init(name: key.name, scope: key.scope, value: key.value) }
}
