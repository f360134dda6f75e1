internal import ReeveJSON
internal import ReeveModel
internal import ReeveStore

extension PlanningPass {
    enum DriftDecision {
        /// The manifest was not changed: the plan sets the object back.
        case corrects
        /// Manifest and store changed different fields.
        case mixes
        /// The object stays as it is: drift that is kept, or a conflict.
        case leaves
    }

    /// Compares three ways: what was applied last, what the store holds, what the manifest says.
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
            // No apply wrote the edit, so it is never kept and is no side of a conflict.
            note(isCorrected: true)
            return object.digest == lastApplied ? .corrects : .mixes
        }
        if object.digest == lastApplied {
            note(isCorrected: !options.keepsDrift)
            return options.keepsDrift ? .leaves : .corrects
        }
        let differences = ObjectComparison.changes(kind: kind, before: stored, after: PlannedChange.Content(object))
        // Where the specs are equal the drift is in the metadata, whose former value is not stored.
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

    /// Notes objects that other hands changed and the set does not declare. The plan tells of such an object and leaves
    /// it as it is; the gate decides nothing by it.
    mutating func noteEditedOnes() {
        let known = Set(drift.map(\.key))
        for key in snapshot.edited where !known.contains(key) {
            let isWritten = drafts.contains { $0.key == key }
            drift.append(DriftedObject(key: key, isCorrected: isWritten, changedBy: DriftedObject.hand))
        }
    }

    /// Whether one of the paths is this one, lies below it or above it.
    private func overlaps(_ pointer: String, _ paths: Set<String>) -> Bool {
        paths.contains { $0 == pointer || $0.hasPrefix(pointer + "/") || pointer.hasPrefix($0 + "/") }
    }
}
