internal import ReeveDiagnostics
internal import ReeveJSON
internal import ReeveModel
internal import ReeveStore

extension PlanningPass {
    /// The changes in the order of references. Writes come first: each object before those that refer to it. Then come
    /// deletes: each object after those that refer to it.
    ///
    /// Objects are sorted by their depth in the graph of references, then by key. The order of files and of the store
    /// does not matter.
    mutating func orderedChanges() -> [PlannedChange] {
        let writes = drafts.indices.filter { drafts[$0].action != .delete }
        let deletes = drafts.indices.filter { drafts[$0].action == .delete }
        var writeAt = [ObjectKey: Int](minimumCapacity: writes.count)
        for (position, index) in writes.enumerated() { writeAt[drafts[index].finalKey] = position }
        let forward = writes.map { index in drafts[index].references.compactMap { writeAt[$0.target] } }
        var deleteAt = [ObjectKey: Int](minimumCapacity: deletes.count)
        for (position, index) in deletes.enumerated() { deleteAt[drafts[index].key] = position }
        let backward = deletes.map { index in
            (snapshot.referrers[drafts[index].key] ?? []).compactMap { deleteAt[$0] }
        }
        let ordered = sorted(writes, after: forward) + sorted(deletes, after: backward)
        return ordered.map { change(from: drafts[$0]) }
    }

    /// Sorts by depth and key. The members of a cycle come last, by key, and get a diagnostic.
    private mutating func sorted(_ indices: [Int], after dependencies: [[Int]]) -> [Int] {
        var depth = [Int](repeating: 0, count: indices.count)
        var waiting = dependencies.map(\.count)
        var dependents = [[Int]](repeating: [], count: indices.count)
        for (position, needed) in dependencies.enumerated() {
            for other in needed { dependents[other].append(position) }
        }
        var ready = indices.indices.filter { waiting[$0] == 0 }
        var next = 0
        while next < ready.count {
            let position = ready[next]
            next += 1
            for dependent in dependents[position] {
                depth[dependent] = max(depth[dependent], depth[position] + 1)
                waiting[dependent] -= 1
                if waiting[dependent] == 0 { ready.append(dependent) }
            }
        }
        if ready.count < indices.count {
            let stuck = indices.indices.filter { waiting[$0] > 0 }
            for position in stuck { depth[position] = indices.count }
            let keys = stuck.map { drafts[indices[$0]].finalKey }.sorted()
            diagnostics.append(
                Diagnostic(
                    "reference.cycle",
                    "objects refer to each other in a circle: "
                        + keys.prefix(5).map(\.description).joined(separator: ", "),
                    at: drafts[indices[stuck[0]]].source?.range))
        }
        return indices.indices.sorted { left, right in
            depth[left] != depth[right]
                ? depth[left] < depth[right]
                : drafts[indices[left]].finalKey < drafts[indices[right]].finalKey
        }.map { indices[$0] }
    }

    private func uniqueKeys(of object: ResourceObject) -> [UniqueKey] {
        object.uniqueKeys.count < 2
            ? object.uniqueKeys : object.uniqueKeys.sorted { ($0.name, $0.value) < ($1.name, $1.value) }
    }

    private func change(from draft: Draft) -> PlannedChange {
        let object = draft.desired.map { match.desired[$0] }
        return PlannedChange(
            action: draft.action, key: draft.key, newKey: draft.newKey, reason: draft.reason, before: draft.before,
            after: object.map { PlannedChange.Content($0) } ?? draft.after,
            expectedGeneration: draft.head?.generation ?? 0,
            expectedUID: draft.head?.uid, references: draft.references,
            uniqueKeys: object.map(uniqueKeys) ?? carriedUniqueKeys(of: draft),
            source: draft.source, kinds: options.kinds)
    }
}
