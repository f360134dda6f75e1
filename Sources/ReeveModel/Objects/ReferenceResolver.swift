/// Finds the object that a name stands for: in the same environment, then in the organization, then
/// globally; never across tenants. The first hit counts.
package struct ReferenceResolver: Sendable {
    /// The nearest key that a reference from `scope` means, of those for which `holds` is true.
    package static func first(
        for reference: ObjectReference, from scope: Scope, environments: @autoclosure () -> [String],
        where holds: (ObjectKey) -> Bool
    ) -> ObjectKey? {
        guard let kind = KindRegistry.description(of: reference.kind) else { return nil }
        func found(_ organization: String?, _ environment: String?) -> ObjectKey? {
            let key = ObjectKey(
                kind: reference.kind, organization: organization, environment: environment, name: reference.name)
            return holds(key) ? key : nil
        }
        switch kind.scope {
        case .global: return found(nil, nil)
        case .organization: return scope.organization.flatMap { found($0, nil) }
        case .environment, .organizationOrEnvironment:
            guard let organization = scope.organization else { return nil }
            if let environment = reference.environment ?? scope.environment {
                if let key = found(organization, environment) { return key }
            } else if reference.looksDown {
                for environment in environments() {
                    if let key = found(organization, environment) { return key }
                }
            }
            return kind.scope == .organizationOrEnvironment ? found(organization, nil) : nil
        }
    }

    /// The keys that a reference from `scope` may mean, nearest first. Environments are those of the organization.
    package static func candidates(
        for reference: ObjectReference, from scope: Scope, environments: @autoclosure () -> [String]
    ) -> [ObjectKey] {
        guard let kind = KindRegistry.description(of: reference.kind) else { return [] }
        func key(_ organization: String?, _ environment: String?) -> ObjectKey {
            ObjectKey(kind: reference.kind, organization: organization, environment: environment, name: reference.name)
        }
        switch kind.scope {
        case .global: return [key(nil, nil)]
        case .organization: return scope.organization.map { [key($0, nil)] } ?? []
        case .environment, .organizationOrEnvironment:
            guard let organization = scope.organization else { return [] }
            var found: [ObjectKey] = []
            if let environment = reference.environment ?? scope.environment {
                found.append(key(organization, environment))
            } else if reference.looksDown {
                found += environments().map { key(organization, $0) }
            }
            if kind.scope == .organizationOrEnvironment { found.append(key(organization, nil)) }
            return found
        }
    }
}
