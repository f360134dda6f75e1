import ReeveDiagnostics
import ReeveModel

/// A name stands for an object of its kind, in the same environment, the organization, or globally.
enum ReferenceCheck {
    static let code: DiagnosticCode = "reference.unresolved"

    static func check(
        _ set: ManifestSet, index: ObjectIndex, known: @escaping @Sendable (ObjectKey) -> Bool
    ) async -> [Diagnostic] {
        var found: [Unresolved] = []
        var checkedScopes: Set<Scope> = []
        var lastScope = Scope.global
        let objects = set.objects + set.broken
        for object in objects where object.key.scope != lastScope {
            lastScope = object.key.scope
            guard lastScope != .global, checkedScopes.insert(lastScope).inserted else { continue }
            found += checkScope(of: object, index: index, known: known)
        }
        let ranges = ConcurrentMap.ranges(of: objects.count)
        let unresolved = await ConcurrentMap.map(ranges.count) {
            check(objects[ranges[$0]], in: set, index: index, known: known)
        }
        found += unresolved.joined()
        let unread = UnreadIndex(set.unread)
        let judged = found.filter { !unread.mayDeclare($0.kind, $0.name) }.map(\.diagnostic)
        let left = found.count - judged.count
        guard left > 0 else { return judged }
        return judged + [
            Diagnostic(
                "reference.not-judged",
                "\(left) reference\(left == 1 ? " was" : "s were") not judged: "
                    + (set.unread.count == 1 ? "a document that cannot" : "documents that cannot")
                    + " be read may declare what is named", severity: .note, help: "mend those first")
        ]
    }

    /// A name that stands for nothing, and what it was to stand for.
    private struct Unresolved: Sendable {
        let kind: String
        let name: String
        let diagnostic: Diagnostic
    }

    private static func check(
        _ objects: ArraySlice<ResourceObject>, in set: ManifestSet, index: ObjectIndex, known: (ObjectKey) -> Bool
    ) -> [Unresolved] {
        var found: [Unresolved] = []
        for object in objects {
            let scope = object.key.scope
            for reference in object.references {
                let resolved = ReferenceResolver(set.kinds).first(
                    for: reference, from: scope, environments: index.environments(of: scope.organization)
                ) { index.contains($0) || known($0) }
                guard resolved == nil else { continue }
                found.append(
                    Unresolved(
                        kind: reference.kind, name: reference.name,
                        diagnostic: unresolved(reference, of: object, set: set)))
            }
        }
        return found
    }

    private static func checkScope(of object: ResourceObject, index: ObjectIndex, known: (ObjectKey) -> Bool)
        -> [Unresolved]
    {
        guard let organization = object.key.organization else { return [] }
        let organizationKey = ObjectKey(kind: KindName.organization, name: organization)
        let place = range(of: object)
        guard index.contains(organizationKey) || known(organizationKey) else {
            return [
                Unresolved(
                    kind: KindName.organization, name: organization,
                    diagnostic: Diagnostic(
                        code, "the organization '\(organization)' of \(object.key) does not exist", at: place,
                        help: "declare it: kind: Organization, metadata: {name: \(organization)}"))
            ]
        }
        guard let environment = object.key.environment else { return [] }
        let environmentKey = ObjectKey(kind: KindName.environment, organization: organization, name: environment)
        guard index.contains(environmentKey) || known(environmentKey) else {
            return [
                Unresolved(
                    kind: KindName.environment, name: environment,
                    diagnostic: Diagnostic(
                        code, "the environment '\(environment)' of \(object.key) does not belong to '\(organization)'",
                        at: place,
                        label: NearestName.suggestion(for: environment, among: index.environments(of: organization)).map
                        {
                            "did you mean '\($0)'?"
                        }))
            ]
        }
        return []
    }

    private static func range(of object: ResourceObject) -> SourceRange {
        let start = SourcePosition(line: object.source.line, column: object.source.column)
        return SourceRange(
            file: object.source.file, start: start, end: SourcePosition(line: start.line, column: start.column + 1))
    }

    private static func unresolved(_ reference: ObjectReference, of object: ResourceObject, set: ManifestSet)
        -> Diagnostic
    {
        let start = SourcePosition(line: reference.line, column: reference.column)
        let names = set.objects.lazy.filter {
            $0.key.kind == reference.kind
                && ($0.key.organization == nil || $0.key.organization == object.key.organization)
        }
        let sameScope = names.filter { $0.key.environment == nil || $0.key.environment == object.key.environment }
        let nearest = NearestName.suggestion(for: reference.name, among: sameScope.map(\.key.name))
        var notes: [Diagnostic.Note] = []
        if let elsewhere = names.first(where: { $0.key.name == reference.name }) {
            notes = [.init("\(elsewhere.key) is in another scope and is not seen from here", at: range(of: elsewhere))]
        }
        let field = reference.pointer.dropFirst().replacing("/", with: ".")
        return Diagnostic(
            code,
            "'\(field)' of \(object.key.kind) '\(object.key.name)' names the \(reference.kind) '\(reference.name)', which does not exist",
            at: SourceRange(
                file: object.source.file, start: start,
                end: SourcePosition(
                    line: start.line, column: start.column + max(1, reference.name.unicodeScalars.count))),
            label: nearest.map { "did you mean '\($0)'?" }, notes: notes)
    }
}
