internal import ReeveDiagnostics
internal import ReeveJSON
internal import ReeveModel
internal import ReeveStore

extension PlanningPass {
    /// Decides what happens to each declared object: nothing, create, update, replace, adopt, rename, or a conflict.
    mutating func matchDeclared() {
        for index in match.duplicates {
            let object = match.desired[index]
            diagnostics.append(
                Diagnostic(
                    "object.duplicate", "\(object.key.kind) '\(object.key)' is declared twice",
                    at: object.source.range))
        }
        checkRenames()
        addedKeys.reserveCapacity(match.missing.count)
        drafts.reserveCapacity(match.missing.count + match.differing.count)
        for index in match.missing {
            if let place = match.renames[index] { rename(index, from: match.heads[place]) } else { create(index) }
        }
        for (index, place) in match.differing { compare(index, with: match.heads[place]) }
    }

    /// Moves the objects of renamed scopes that are not declared. Their content and their owner stay.
    mutating func carryAlong() {
        for place in match.carried where !removedKeys.contains(finalKey(of: match.heads[place])) {
            guard let record = record(of: match.heads[place]) else { continue }
            carry(record, match.heads[place])
        }
    }

    private mutating func carry(_ record: ObjectRecord, _ head: ObjectHead) {
        let key = finalKey(of: head)
        drafts.append(
            Draft(
                action: .move, key: head.key, newKey: key, reason: .movedWithScope(head.key.scope.description),
                before: PlannedChange.Content(record),
                after: PlannedChange.Content(
                    metadata: record.metadata, spec: record.spec, digest: record.digest(underKey: key)),
                head: head, source: record.source.map { ObjectSource(file: $0.file, line: $0.line) }))
    }

    private mutating func create(_ index: Int) {
        let object = match.desired[index]
        addedKeys.insert(object.key)
        drafts.append(
            Draft(action: .create, key: object.key, reason: .declaredNew, desired: index, source: object.source))
    }

    private mutating func rename(_ index: Int, from head: ObjectHead) {
        let object = match.desired[index]
        if match.isDeclared(head) {
            diagnostics.append(
                Diagnostic(
                    "rename.source-declared",
                    "\(object.key.kind) '\(object.key.name)' was renamed from '\(head.key.name)', which is declared too",
                    at: object.source.range, help: "remove `renamedFrom`, or the declaration of '\(head.key.name)'"))
            return
        }
        guard let record = record(of: head) else { return }
        guard isOurs(head, object: object) else { return }
        addedKeys.insert(object.key)
        removedKeys.insert(finalKey(of: head))
        drafts.append(
            Draft(
                action: .rename, key: head.key, newKey: object.key, reason: .renamedFrom(head.key.name),
                before: PlannedChange.Content(record), desired: index, head: head, source: object.source))
    }

    private mutating func compare(_ index: Int, with head: ObjectHead) {
        let object = match.desired[index]
        guard let record = record(of: head) else { return }
        let newKey = head.key == object.key ? nil : object.key
        guard isOurs(head, object: object) else {
            if newKey != nil { carry(record, head) }
            return
        }
        let before = PlannedChange.Content(record)
        if head.owningSet != options.set {
            drafts.append(
                Draft(
                    action: newKey == nil ? .adopt : .rename, key: head.key, newKey: newKey,
                    reason: head.owningSet.map(ChangeReason.takenFrom) ?? .unowned,
                    before: before, desired: index, head: head, source: object.source))
            return
        }
        var reason = ChangeReason.contentDiffers
        if let lastApplied = record.lastAppliedDigest(underKey: object.key),
            lastApplied != record.digest(underKey: object.key)
        {
            switch decideDrift(of: record, declared: object, lastApplied: lastApplied) {
            case .corrects: reason = .driftCorrected
            case .mixes: reason = .contentDiffersAndDrift
            case .leaves:
                if newKey != nil { carry(record, head) }
                return
            }
        }
        guard newKey == nil else {
            let isScopeItself = head.key.name != object.key.name
            drafts.append(
                Draft(
                    action: .rename, key: head.key, newKey: newKey,
                    reason: isScopeItself
                        ? .renamedFrom(head.key.name) : .movedWithScope(head.key.scope.description),
                    before: before, desired: index, head: head, source: object.source))
            return
        }
        let immutable = before.spec == object.spec ? [] : immutableChanges(before: before, object: object)
        drafts.append(
            Draft(
                action: immutable.isEmpty ? .update : .replace, key: object.key,
                reason: immutable.isEmpty ? reason : .immutableChanged(immutable), before: before, desired: index,
                head: head, source: object.source))
    }

    /// Whether the set may write the object. Where it may not, this notes a conflict.
    private mutating func isOurs(_ head: ObjectHead, object: ResourceObject) -> Bool {
        guard let owner = head.owningSet, owner != options.set, !options.takes else { return true }
        conflicts.append(PlanConflict(key: head.key, cause: .ownership, owner: owner, source: object.source))
        return false
    }

    /// The record that ``DesiredMatch/recordKeys(_:)`` has asked for. A snapshot without the record contradicts itself.
    mutating func record(of head: ObjectHead) -> ObjectRecord? {
        if let record = snapshot.records[head.key], record.generation == head.generation { return record }
        diagnostics.append(
            Diagnostic(
                "store.inconsistent", "'\(head.key)' was listed by the store and could not be read", help: "plan again")
        )
        return nil
    }

    private func immutableChanges(before: PlannedChange.Content, object: ResourceObject) -> [String] {
        guard let shape = options.kinds.description(of: object.key.kind)?.shape,
            shape.fields.contains(where: \.isImmutable)
        else { return [] }
        let old = before.specValue
        let new = object.specValue
        return shape.declaredFields.filter { $0.isImmutable && old[$0.name] != new[$0.name] }.map(\.name)
    }
}
