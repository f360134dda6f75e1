import ReeveDiagnostics
import ReeveModel
import ReevePattern

/// A name of a connection that does not exist, in a field that is no reference. It is most likely a slip, and a deny
/// rule with such a name protects nothing.
///
/// Without a store the connection may be one of another set, so a name is reported only where a declared name is near.
enum ConnectionNameCheck {
    static let code: DiagnosticCode = "reference.unknown-connection"

    /// Whether a name is not among those of the manifests.
    static func isAnyMissing(_ set: ManifestSet) -> Bool {
        guard !set.mentions.isEmpty else { return false }
        let names = Names(set, nil)
        return set.mentions.contains { mention in
            (try? Glob(mention.pattern)).map { !names.has($0, mention.owner.scope) } ?? false
        }
    }

    /// - Parameter stored: what the store has; nil without a store.
    static func check(_ set: ManifestSet, stored: StoredKeys?) -> [Diagnostic] {
        let names = Names(set, stored)
        let unread = UnreadIndex(set.unread)
        return set.mentions.compactMap { mention in
            guard let glob = try? Glob(mention.pattern), !names.has(glob, mention.owner.scope) else { return nil }
            if unread.mayDeclare(KindName.connection, glob.isLiteral ? mention.pattern : nil) { return nil }
            let near = glob.isLiteral ? names.near(mention.pattern, mention.owner.scope) : nil
            guard stored != nil || near != nil else { return nil }
            let what = glob.isLiteral ? "names the connection '\(mention.pattern)'" : "asks for '\(mention.pattern)'"
            let why =
                stored == nil
                ? "which these manifests do not declare"
                : glob.isLiteral ? "which does not exist" : "and no connection has such a name"
            return Diagnostic(
                code, "'\(mention.field)' of \(mention.owner.kind) '\(mention.owner.name)' \(what), \(why)",
                severity: .warning, at: mention.range, label: near.map { "did you mean '\($0)'?" },
                help: near == nil
                    ? "names in reach are: "
                        + (names.all(mention.owner.scope).sorted().prefix(10).joined(separator: ", ").nonEmpty ?? "none")
                    : nil)
        }
    }

    /// The connections of each scope.
    private struct Names {
        private var byScope: [Scope: Set<String>] = [:]
        private var byOrganization: [String: Set<String>] = [:]
        /// Organizations with a renamed scope, which takes connections along that only the store has.
        private var moving: Set<String> = []
        /// The new names of renamed connections by their former keys, which the same plan frees.
        private var former: [ObjectKey: String] = [:]

        init(_ set: ManifestSet, _ stored: StoredKeys?) {
            for key in set.brokenKeys where key.kind == KindName.connection { add(key) }
            for object in set.objects {
                switch object.key.kind {
                case KindName.connection:
                    add(object.key)
                    guard let name = object.metadata.renamedFrom else { continue }
                    let key = ObjectKey(
                        kind: KindName.connection, organization: object.key.organization,
                        environment: object.key.environment,
                        name: name)
                    former[key] = object.key.name
                case KindName.organization where object.metadata.renamedFrom != nil: moving.insert(object.key.name)
                case KindName.environment where object.metadata.renamedFrom != nil:
                    moving.insert(object.key.organization ?? "")
                default: break
                }
            }
            for key in stored?.connections ?? [] where former[key] == nil { add(key) }
        }

        private mutating func add(_ key: ObjectKey) {
            byScope[key.scope, default: []].insert(key.name)
            byOrganization[key.organization ?? "", default: []].insert(key.name)
        }

        /// What is seen from a scope: its environment's own, or those of all environments.
        func all(_ scope: Scope) -> Set<String> {
            (scope.environment == nil ? byOrganization[scope.organization ?? ""] : byScope[scope]) ?? []
        }

        /// What somebody most likely meant: the name that it has now, else one that is near.
        func near(_ name: String, _ scope: Scope) -> String? {
            let renamed = former.first { key, _ in
                key.name == name && key.organization == scope.organization
                    && (scope.environment == nil || key.environment == scope.environment)
            }
            return renamed?.value ?? NearestName.suggestion(for: name, among: all(scope).sorted())
        }

        func has(_ glob: Glob, _ scope: Scope) -> Bool {
            if moving.contains(scope.organization ?? "") { return true }
            let names = all(scope)
            return glob.isLiteral ? names.contains(glob.source) : names.contains { glob.matches($0) }
        }
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
