internal import ReeveModel
internal import ReeveStore

extension PlanningPass {
    /// Resolves the names in every written object, and in objects that refer to one that is renamed or deleted.
    mutating func resolveReferences() {
        var directory = ReferenceDirectory(
            match: match, kinds: options.kinds, addedKeys: addedKeys, removedKeys: removedKeys)
        var written = Set<ObjectKey>(minimumCapacity: drafts.count)
        for index in drafts.indices {
            guard let place = drafts[index].desired else { continue }
            written.insert(drafts[index].finalKey)
            drafts[index].references = resolve(match.desired[place], in: &directory)
        }
        for place in movedReferrers(besides: written) {
            let object = match.desired[place]
            let resolved = resolve(object, in: &directory)
            guard let head = match.head(movedTo: object.key), resolved.count >= object.references.count else {
                continue
            }
            drafts.append(
                Draft(
                    action: .update, key: object.key, reason: .referencesMoved,
                    before: PlannedChange.Content(object), desired: place, head: head, source: object.source,
                    references: resolved))
            written.insert(object.key)
        }
        for draft in drafts where draft.action == .move { written.insert(draft.finalKey) }
        for draft in drafts {
            for reference in draft.references where !written.contains(reference.target) {
                reads[reference.target] = match.head(movedTo: reference.target)?.generation ?? 0
            }
        }
    }

    /// Unchanged declarations whose names may now stand for other objects: places in `match.desired`.
    private func movedReferrers(besides written: Set<ObjectKey>) -> [Int] {
        var touched: Set<ObjectKey> = []
        // A replaced object has a new uid, so references to it must be written again.
        for draft in drafts where draft.action.removesObject || draft.newKey != nil {
            for referrer in snapshot.referrers[draft.key] ?? [] { touched.insert(match.moves.target(of: referrer)) }
        }
        touched.subtract(written)
        touched.subtract(removedKeys)
        // A binding of an organization's policy applies to every environment. So it also finds an object that is new in
        // one of them.
        var newNames: Set<String> = []
        for key in addedKeys where key.environment != nil {
            newNames.insert((key.organization ?? "") + "/" + key.kind + "/" + key.name)
        }
        guard !touched.isEmpty || !newNames.isEmpty else { return [] }
        return match.desired.indices.filter { index in
            let object = match.desired[index]
            if touched.contains(object.key) { return true }
            guard !newNames.isEmpty, match.headIndex[object.key] != nil, !written.contains(object.key) else {
                return false
            }
            return object.references.contains { reference in
                reference.looksDown && reference.environment == nil && object.key.environment == nil
                    && newNames.contains((object.key.organization ?? "") + "/" + reference.kind + "/" + reference.name)
            }
        }
    }

    private mutating func resolve(
        _ object: ResourceObject, in directory: inout ReferenceDirectory
    ) -> [PlannedChange.Reference] {
        var found: [PlannedChange.Reference] = []
        for reference in object.references {
            // A kind that this version does not know is reported by the reader of the manifest.
            guard options.kinds.description(of: reference.kind) != nil else { continue }
            let targets = directory.targets(of: reference, from: object.key.scope)
            if targets.isEmpty {
                diagnostics.append(directory.unresolved(reference, in: object))
            }
            found += targets.map { PlannedChange.Reference(pointer: reference.pointer, target: $0) }
        }
        return found.count < 2 ? found : found.sorted { ($0.pointer, $0.target) < ($1.pointer, $1.target) }
    }
}
