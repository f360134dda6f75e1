internal import ReeveDiagnostics
internal import ReeveJSON
internal import ReeveModel
internal import ReeveStore

extension PlanningPass {
    /// Resolves the names in everything that is written, and in what pointed at objects that move or go.
    mutating func resolveReferences() {
        var directory = ReferenceDirectory(match: match, addedKeys: addedKeys, removedKeys: removedKeys)
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

    /// Unchanged declarations whose names may stand for other objects now: places in `match.desired`.
    private func movedReferrers(besides written: Set<ObjectKey>) -> [Int] {
        var touched: Set<ObjectKey> = []
        // A replaced object has a new identity, which those that point at it have to learn.
        for draft in drafts where draft.action.removesObject || draft.newKey != nil {
            for referrer in snapshot.referrers[draft.key] ?? [] { touched.insert(match.moves.target(of: referrer)) }
        }
        touched.subtract(written)
        touched.subtract(removedKeys)
        // A name that looks down into every environment also finds what is new there.
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
            // Kinds that this version does not serve are the reader's to report.
            guard KindRegistry.description(of: reference.kind) != nil else { continue }
            let targets = directory.targets(of: reference, from: object.key.scope)
            if targets.isEmpty {
                diagnostics.append(directory.unresolved(reference, in: object))
            }
            found += targets.map { PlannedChange.Reference(pointer: reference.pointer, target: $0) }
        }
        return found.count < 2 ? found : found.sorted { ($0.pointer, $0.target) < ($1.pointer, $1.target) }
    }
}

/// Who has which name after the plan.
struct ReferenceDirectory {
    private let match: DesiredMatch
    private let addedKeys: Set<ObjectKey>
    private let removedKeys: Set<ObjectKey>
    /// By organization; made on first use.
    private var environments: [String: [String]]?
    /// Names by kind and organization, for suggestions; made on first use.
    private var names: [String: Set<String>]?
    /// A search for a name that was meant looks at every name of the kind; so many are worth it.
    private var suggestionsLeft = 100

    init(match: DesiredMatch, addedKeys: Set<ObjectKey>, removedKeys: Set<ObjectKey>) {
        self.match = match
        self.addedKeys = addedKeys
        self.removedKeys = removedKeys
    }

    private func exists(_ key: ObjectKey) -> Bool {
        addedKeys.contains(key) || match.headIndex[key] != nil && !removedKeys.contains(key)
    }

    /// The nearest object of the name; every one for a name that looks down.
    mutating func targets(of reference: ReeveModel.ObjectReference, from scope: Scope) -> [ObjectKey] {
        guard reference.looksDown, reference.environment == nil, scope.environment == nil else {
            return ReferenceResolver.first(for: reference, from: scope, environments: [], where: exists).map { [$0] }
                ?? []
        }
        if environments == nil { environments = environmentsByOrganization() }
        let below = environments?[scope.organization ?? ""] ?? []
        return ReferenceResolver.candidates(for: reference, from: scope, environments: below).filter { exists($0) }
    }

    private func everyKey(_ body: (ObjectKey) -> Void) {
        for head in match.heads {
            let key = match.moves.target(of: head.key)
            if !removedKeys.contains(key) { body(key) }
        }
        for key in addedKeys { body(key) }
    }

    private func environmentsByOrganization() -> [String: [String]] {
        var found: [String: Set<String>] = [:]
        everyKey { if $0.kind == "Environment" { found[$0.organization ?? "", default: []].insert($0.name) } }
        return found.mapValues { $0.sorted() }
    }

    mutating func unresolved(_ reference: ReeveModel.ObjectReference, in object: ResourceObject) -> Diagnostic {
        var label: String?
        if suggestionsLeft > 0 {
            suggestionsLeft -= 1
            if names == nil {
                var found: [String: Set<String>] = [:]
                everyKey { found[$0.kind + "/" + ($0.organization ?? ""), default: []].insert($0.name) }
                names = found
            }
            let isGlobal = KindRegistry.description(of: reference.kind)?.scope == .global
            let pool = names?[reference.kind + "/" + (isGlobal ? "" : object.key.organization ?? "")] ?? []
            label = NearestName.suggestion(for: reference.name, among: pool.sorted()).map { "did you mean '\($0)'?" }
        }
        let start = SourcePosition(line: max(1, reference.line), column: max(1, reference.column))
        let range =
            reference.line > 0
            ? SourceRange(
                file: object.source.file, start: start,
                end: SourcePosition(line: start.line, column: start.column + reference.name.unicodeScalars.count))
            : object.source.range
        return Diagnostic(
            "reference.unresolved",
            "\(object.key.kind) '\(object.key.name)' names \(reference.kind) '\(reference.name)', which is neither declared nor stored in reach of '\(object.key.scope)'",
            at: range, label: label, help: "the field is \(reference.pointer)")
    }
}
