/// Finds the object that a name stands for: in the same environment, then in the organization, then
/// globally; never across tenants. The first hit counts.
package struct ReferenceResolver: Sendable {
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
