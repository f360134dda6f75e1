internal import ReeveDiagnostics
internal import ReeveModel
internal import ReeveStore

/// The names that exist after the plan.
struct ReferenceDirectory {
    private let match: DesiredMatch
    private let kinds: KindRegistry
    private let addedKeys: Set<ObjectKey>
    private let removedKeys: Set<ObjectKey>
    /// The environments of each organization. Made on first use.
    private var environments: [String: [String]]?
    /// Names by kind and organization, for suggestions. Made on first use.
    private var names: [String: Set<String>]?
    /// How many suggestions may still be made. Each one compares every name of the kind.
    private var suggestionsLeft = 100

    init(match: DesiredMatch, kinds: KindRegistry, addedKeys: Set<ObjectKey>, removedKeys: Set<ObjectKey>) {
        self.match = match
        self.kinds = kinds
        self.addedKeys = addedKeys
        self.removedKeys = removedKeys
    }

    private func exists(_ key: ObjectKey) -> Bool {
        addedKeys.contains(key) || match.headIndex[key] != nil && !removedKeys.contains(key)
    }

    /// The nearest object with the name. For a reference from an organization into its environments: every object with
    /// the name.
    mutating func targets(of reference: ObjectReference, from scope: Scope) -> [ObjectKey] {
        guard reference.looksDown, reference.environment == nil, scope.environment == nil else {
            return ReferenceResolver(kinds).first(for: reference, from: scope, environments: [], where: exists).map {
                [$0]
            }
                ?? []
        }
        if environments == nil { environments = environmentsByOrganization() }
        let below = environments?[scope.organization ?? ""] ?? []
        return ReferenceResolver(kinds).candidates(for: reference, from: scope, environments: below).filter {
            exists($0)
        }
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
        everyKey { if $0.kind == KindName.environment { found[$0.organization ?? "", default: []].insert($0.name) } }
        return found.mapValues { $0.sorted() }
    }

    mutating func unresolved(_ reference: ObjectReference, in object: ResourceObject) -> Diagnostic {
        var label: String?
        if suggestionsLeft > 0 {
            suggestionsLeft -= 1
            if names == nil {
                var found: [String: Set<String>] = [:]
                everyKey { found[$0.kind + "/" + ($0.organization ?? ""), default: []].insert($0.name) }
                names = found
            }
            let isGlobal = kinds.description(of: reference.kind)?.scope == .global
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
