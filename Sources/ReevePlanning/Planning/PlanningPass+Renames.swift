internal import ReeveDiagnostics
internal import ReeveModel
internal import ReeveStore

extension PlanningPass {
    /// Reports renames that cannot be carried out. Circles of renames are among them: the state after such a rename
    /// looks like the state before it.
    mutating func checkRenames() {
        for index in match.sharedSources {
            let object = match.desired[index]
            diagnostics.append(
                Diagnostic(
                    "rename.source-shared",
                    "\(object.key.kind) '\(object.key.name)' was renamed from '\(object.metadata.renamedFrom ?? "")', and so was another one",
                    at: object.source.range, help: "remove `renamedFrom` from one of them"))
        }
        for place in match.collisions {
            let head = match.heads[place]
            diagnostics.append(
                Diagnostic(
                    "rename.target-exists", "\(head.key) cannot become \(finalKey(of: head)), which is there already",
                    help: "delete one of them first, or choose another name"))
        }
        checkCircles()
        checkLeftBehind()
    }

    /// Reports circles, such as `a` from `b` and `b` from `a`. The next plan could not tell that the swap is done, and
    /// would swap again.
    private mutating func checkCircles() {
        var formers: [ObjectKey: Int] = [:]
        for (index, object) in match.desired.enumerated() where object.metadata.renamedFrom != nil {
            formers[object.key] = index
        }
        var seen: Set<ObjectKey> = []
        for start in formers.keys.sorted() where !seen.contains(start) {
            var trail: [ObjectKey] = []
            var key: ObjectKey? = start
            while let next = key, let index = formers[next], seen.insert(next).inserted {
                trail.append(next)
                key = match.desired[index].formerKey
            }
            guard let end = key, let first = trail.firstIndex(of: end) else { continue }
            let names = trail[first...] + [end]
            diagnostics.append(
                Diagnostic(
                    "rename.cycle",
                    "each of these \(end.kind)s was renamed from the next: "
                        + names.map(\.name).joined(separator: ", "),
                    at: formers[end].map { match.desired[$0].source.range },
                    help: "give one of them a third name, apply that, and rename it again"))
        }
    }

    /// Reports objects that are declared in a renamed scope under its old name.
    private mutating func checkLeftBehind() {
        guard !match.moves.isEmpty else { return }
        for index in match.missing where match.moves.moves(match.desired[index].key.scope) {
            let object = match.desired[index]
            let scope = object.key.scope
            diagnostics.append(
                Diagnostic(
                    "rename.left-behind",
                    "\(object.key) is declared in '\(scope)', which is renamed to '\(match.moves.target(of: scope))'",
                    at: object.source.range,
                    help: "write the new name, here or under 'defaults' of reeve.yaml"))
        }
    }
}
