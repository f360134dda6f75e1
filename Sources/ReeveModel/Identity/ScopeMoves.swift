/// Where the objects of renamed organizations and environments go.
///
/// A renamed scope takes its children along: `acme/stage/Agent/bot` is `acme/prod/Agent/bot` after the environment
/// `stage` was renamed to `prod`.
package struct ScopeMoves: Sendable, Hashable {
    /// The new name by the old one.
    private var organizations: [String: String] = [:]
    /// The new name of an environment by its old scope.
    private var environments: [Scope: String] = [:]

    package init() {}

    package var isEmpty: Bool { organizations.isEmpty && environments.isEmpty }

    /// Notes a rename of an Organization or an Environment; any other kind has no children.
    ///
    /// - Parameter key: its key in the store.
    package mutating func rename(_ key: ObjectKey, to name: String) {
        switch key.kind {
        case KindName.organization: organizations[key.name] = name
        case KindName.environment: environments[Scope(organization: key.organization, environment: key.name)] = name
        default: break
        }
    }

    /// The scope after all renames.
    package func target(of scope: Scope) -> Scope {
        guard let organization = scope.organization else { return scope }
        return Scope(
            organization: organizations[organization] ?? organization,
            environment: scope.environment.map { environments[scope] ?? $0 })
    }

    /// The key after all renames; also of the organization or environment itself.
    package func target(of key: ObjectKey) -> ObjectKey {
        if isEmpty { return key }
        switch key.kind {
        case KindName.organization:
            return organizations[key.name].map { ObjectKey(kind: key.kind, name: $0) } ?? key
        case KindName.environment:
            let scope = target(of: Scope(organization: key.organization, environment: key.name))
            return ObjectKey(kind: key.kind, organization: scope.organization, name: scope.environment ?? key.name)
        default:
            guard key.organization != nil else { return key }
            let scope = target(of: key.scope)
            guard scope != key.scope else { return key }
            return ObjectKey(
                kind: key.kind, organization: scope.organization, environment: scope.environment, name: key.name)
        }
    }

    /// Whether a scope gets another name, or lies in one that does.
    package func moves(_ scope: Scope) -> Bool { !isEmpty && target(of: scope) != scope }
}

extension ObjectKey {
    /// The scope whose children an Organization or Environment has; nil for every other kind.
    package var ownScope: Scope? {
        switch kind {
        case KindName.organization: Scope(organization: name)
        case KindName.environment: Scope(organization: organization, environment: name)
        default: nil
        }
    }

}

extension Scope {
    /// The objects that make it: the organization, then the environment.
    package var objectKeys: [ObjectKey] {
        guard let organization else { return [] }
        let parent = ObjectKey(kind: KindName.organization, name: organization)
        guard let environment else { return [parent] }
        return [parent, ObjectKey(kind: KindName.environment, organization: organization, name: environment)]
    }

    /// Whether an object of that scope lies in this one: `acme` holds what `acme/prod` holds.
    package func holds(_ other: Scope) -> Bool {
        organization == other.organization && (environment == nil || environment == other.environment)
    }
}
