internal import ReeveDiagnostics
internal import ReeveModel
internal import ReeveStore

extension PlanningPass {
    /// Deletes objects that are no longer declared, and objects that were asked for by name. Forgets objects on
    /// request.
    mutating func removeUndeclared() {
        let pruned = options.prunes && options.selection.isEverything ? match.undeclared : []
        for place in pruned { remove(match.heads[place], as: .delete, reason: .undeclared) }
        if !options.prunes, !match.undeclared.isEmpty, options.selection.isEverything,
            options.requestedDeletes.isEmpty, options.requestedForgets.isEmpty
        {
            let count = match.undeclared.count
            notes.append(
                "\(count) object\(count == 1 ? "" : "s") of set '\(options.set)' "
                    + "\(count == 1 ? "is" : "are") no longer declared and stay\(count == 1 ? "s" : "") (--prune deletes)"
            )
        }
        for key in options.requestedDeletes.sortedUnique() {
            remove(key, as: .delete, reason: .requested)
            if let head = match.head(key), let owner = head.owningSet, removedKeys.contains(finalKey(of: head)) {
                notes.append(
                    "set '\(owner)' owns \(key): where a manifest still declares it, the next apply brings it back")
            }
        }
        for key in options.requestedForgets.sortedUnique() { remove(key, as: .forget, reason: .requested) }
        guardPruning(count: pruned.count)
    }

    private mutating func remove(_ key: ObjectKey, as action: PlannedAction, reason: ChangeReason) {
        guard let head = match.head(key) else {
            let names = match.heads.lazy.filter { $0.key.kind == key.kind }.map(\.key.name)
            diagnostics.append(
                Diagnostic(
                    "object.missing", "there is no \(key.kind) '\(key)'",
                    help: NearestName.suggestion(for: key.name, among: names).map { "did you mean '\($0)'?" }))
            return
        }
        guard !removedKeys.contains(finalKey(of: head)) else { return }
        remove(head, as: action, reason: reason)
    }

    private mutating func remove(_ head: ObjectHead, as action: PlannedAction, reason: ChangeReason) {
        guard let record = record(of: head) else { return }
        if action == .delete { removedKeys.insert(finalKey(of: head)) }
        drafts.append(
            Draft(
                action: action, key: head.key, reason: reason, before: PlannedChange.Content(record), head: head,
                source: record.source.map { ObjectSource(file: $0.file, line: $0.line) }))
    }

    private mutating func guardPruning(count: Int) {
        guard count > 0 else { return }
        if match.desired.isEmpty {
            guards.append(PlanGuard(.emptyInput, detail: "nothing is declared; pruning would delete the whole set"))
        }
        if options.inputIsPartial {
            guards.append(
                PlanGuard(
                    .unreadableInput, detail: "a part of the input could not be read; what it declares would be deleted"
                ))
        }
        if count > options.maxDeletes {
            guards.append(
                PlanGuard(
                    .tooManyDeletes, detail: "\(count) deletions are more than \(options.maxDeletes) (--max-deletes)"))
        }
        if count * 100 > match.ownedCount * options.maxDeleteShare {
            guards.append(
                PlanGuard(
                    .tooLargeShare,
                    detail:
                        "\(count) of \(match.ownedCount) objects are more than \(options.maxDeleteShare) % of the set"))
        }
    }

    /// Adds the guards of removals: for protected objects, and for objects that others still refer to.
    mutating func guardRemovals() {
        var replaced: [ObjectKey: Draft] = [:]
        if drafts.contains(where: { $0.action == .delete || $0.newKey != nil }) {
            for draft in drafts where draft.action.writesContent && draft.before != nil { replaced[draft.key] = draft }
        }
        let deleted = Set(drafts.lazy.filter { $0.action == .delete }.map(\.key))
        for draft in drafts where draft.before != nil {
            if let before = draft.before,
                let cause = protection(of: draft).guardCause(
                    action: draft.action, before: before,
                    after: draft.desired.map { PlannedChange.Content(match.desired[$0]) })
            {
                guards.append(
                    PlanGuard(
                        cause, key: draft.key,
                        detail: cause == .alwaysProtected
                            ? "protect: always must first be lowered in a plan of its own"
                            : protection(of: draft).words(for: before)
                                + "; --confirm \(draft.key) lifts it"))
            }
            // A manifest refers by name. A manifest that keeps the old name would find nothing.
            let isRenamed = draft.action == .rename && draft.key.name != draft.finalKey.name
            guard draft.action == .delete || isRenamed else { continue }
            let staying = (snapshot.referrers[draft.key] ?? []).filter { referrer in
                if deleted.contains(referrer) { return false }
                guard let change = replaced[referrer] else { return true }
                return !isRenamed && change.references.contains { $0.target == draft.key }
            }
            guard !staying.isEmpty else { continue }
            guards.append(
                PlanGuard(
                    .stillReferenced, key: draft.key,
                    detail: (isRenamed ? "is still named so by " : "is still referenced by ") + Self.list(staying)))
        }
    }

    private func protection(of draft: Draft) -> ProtectionRule {
        ProtectionRule(kind: options.kinds.description(of: draft.key.kind))
    }

    mutating func sortGuards() {
        guards.sort { ($0.key?.description ?? "", $0.cause.rawValue) < ($1.key?.description ?? "", $1.cause.rawValue) }
    }

    /// The first three keys, and how many more there are.
    static func list(_ keys: [ObjectKey]) -> String {
        let names = keys.sorted().prefix(3).map(\.description).joined(separator: ", ")
        return names + (keys.count > 3 ? " and \(keys.count - 3) more" : "")
    }
}

extension [ObjectKey] {
    fileprivate func sortedUnique() -> [ObjectKey] { Set(self).sorted() }
}
