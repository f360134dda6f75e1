internal import ReeveJSON
internal import ReeveModel
internal import ReeveStore

extension PlanningPass {
    enum DriftDecision {
        /// The manifest has not changed. The plan undoes the change in the store.
        case corrects
        /// The manifest and the store have changed different fields.
        case mixes
        /// The object stays as it is, since the drift is kept or there is a conflict.
        case leaves
    }

    /// Compares what was applied last, what the store has, and what the manifest says.
    mutating func decideDrift(
        of record: ObjectRecord, declared object: ResourceObject, lastApplied: ContentDigest
    ) -> DriftDecision {
        let kind = options.kinds.description(of: object.key.kind)
        let stored = PlannedChange.Content(record)
        let isEdited = snapshot.edited.contains(object.key)
        let base =
            record.lastAppliedSpec.flatMap { try? JSONParser.parse($0) }
            ?? (isEdited && object.digest == lastApplied ? object.specValue : nil)
        let drifted = base.map {
            ObjectComparison.changes(kind: kind, specBefore: $0, specAfter: stored.specValue)
        }
        func note(isCorrected: Bool) {
            drift.append(
                DriftedObject(
                    key: object.key, isCorrected: isCorrected, changedAt: isEdited ? nil : record.updatedAt,
                    changedBy: isEdited ? DriftedObject.hand : nil, fields: drifted ?? []))
        }
        if isEdited {
            // No apply has made this edit. So it is never kept, and it never causes a conflict.
            note(isCorrected: true)
            return object.digest == lastApplied ? .corrects : .mixes
        }
        if object.digest == lastApplied {
            note(isCorrected: !options.keepsDrift)
            return options.keepsDrift ? .leaves : .corrects
        }
        let differences = ObjectComparison.changes(kind: kind, before: stored, after: PlannedChange.Content(object))
        // Equal specs mean that the metadata has drifted. The store does not have its former value.
        let driftedPaths = drifted.map { $0.isEmpty ? nil : Set($0.map(\.pointer)) } ?? nil
        let changedPaths = base.map {
            Set(ObjectComparison.changes(kind: kind, specBefore: $0, specAfter: object.specValue).map(\.pointer))
        }
        let disputed = differences.filter { difference in
            guard let driftedPaths, let changedPaths else { return true }
            guard difference.pointer.hasPrefix("/spec") else { return false }
            return overlaps(difference.pointer, driftedPaths) && overlaps(difference.pointer, changedPaths)
        }
        if !disputed.isEmpty, !options.takes {
            conflicts.append(
                PlanConflict(key: object.key, cause: .bothChanged, fields: disputed, source: object.source))
            note(isCorrected: false)
            return .leaves
        }
        if options.keepsDrift, !options.takes {
            conflicts.append(
                PlanConflict(key: object.key, cause: .driftNotKept, fields: drifted ?? [], source: object.source))
            note(isCorrected: false)
            return .leaves
        }
        note(isCorrected: true)
        return .mixes
    }

    /// Notes objects that other hands have changed and that the set does not declare. The plan shows such an object and
    /// leaves it as it is. The gate decides nothing by it.
    mutating func noteEditedOnes() {
        let known = Set(drift.map(\.key))
        for key in snapshot.edited where !known.contains(key) {
            let isWritten = drafts.contains { $0.key == key }
            drift.append(DriftedObject(key: key, isCorrected: isWritten, changedBy: DriftedObject.hand))
        }
    }

    /// Whether one of the paths equals this one, lies below it or lies above it.
    private func overlaps(_ pointer: String, _ paths: Set<String>) -> Bool {
        paths.contains { $0 == pointer || $0.hasPrefix(pointer + "/") || pointer.hasPrefix($0 + "/") }
    }
}
