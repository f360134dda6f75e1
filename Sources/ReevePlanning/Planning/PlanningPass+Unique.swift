internal import ReeveDiagnostics
internal import ReeveJSON
internal import ReeveModel
internal import ReeveStore

extension PlanningPass {
    /// What must be unique, against objects that the manifests at hand do not declare: those of other sets most of all.
    ///
    /// Two declarations with one value are found when manifests are checked, with both places.
    mutating func checkUniqueKeys() {
        guard !snapshot.holders.isEmpty else { return }
        // What is written anew or goes gives its values up.
        let released = Set(drafts.lazy.filter { $0.action != .forget }.map(\.key))
        for draft in drafts {
            guard let place = draft.desired else { continue }
            for key in match.desired[place].uniqueKeys {
                guard let holder = snapshot.holders[ReeveStore.UniqueKey(key)], holder != draft.key,
                    !released.contains(holder)
                else { continue }
                let owner = match.head(holder)?.owningSet.map { " of set '\($0)'" } ?? ""
                let object = match.desired[place]
                diagnostics.append(
                    Diagnostic(
                        "manifest.not-unique",
                        "'\(key.value)' is the \(key.words) of \(holder)\(owner) already, so not of \(object.key)",
                        at: key.range(in: object.source)))
            }
        }
    }
}

extension PlanningPass.Draft {
    /// The values of what moves with its scope, under their new scope.
    var carriedUniqueKeys: [ReeveModel.UniqueKey] {
        guard let after, let kind = KindRegistry.description(of: key.kind), kind.hasUniqueKeys,
            let spec = after.specValue.object
        else { return [] }
        return kind.uniqueKeys(CanonicalObject(spec), finalKey)
    }
}

extension ReeveStore.UniqueKey {
    init(_ key: ReeveModel.UniqueKey) { self.init(name: key.name, scope: key.scope, value: key.value) }
}
