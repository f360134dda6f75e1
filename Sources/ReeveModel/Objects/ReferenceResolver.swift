/// Finds the object that a name stands for: in the same environment, then in the organization, then
/// globally; never across tenants. The first hit counts.
package struct ReferenceResolver: Sendable {
    private let kinds: KindRegistry

    package init(_ kinds: KindRegistry = .standard) { self.kinds = kinds }

    /// The nearest key that a reference from `scope` means, of those for which `holds` is true.
    package func first(
        for reference: ObjectReference, from scope: Scope, environments: @autoclosure () -> [String],
        where holds: (ObjectKey) -> Bool
    ) -> ObjectKey? {
        var found: ObjectKey?
        visit(reference, from: scope, environments: environments()) { key in
            if holds(key) { found = key }
            return found == nil
        }
        return found
    }

    /// The keys that a reference from `scope` may mean, nearest first. Environments are those of the organization.
    package func candidates(
        for reference: ObjectReference, from scope: Scope, environments: @autoclosure () -> [String]
    ) -> [ObjectKey] {
        var keys: [ObjectKey] = []
        visit(reference, from: scope, environments: environments()) { key in
            keys.append(key)
            return true
        }
        return keys
    }

    /// Visits the candidates, nearest first, until `body` gives false.
    private func visit(
        _ reference: ObjectReference, from scope: Scope, environments: @autoclosure () -> [String],
        _ body: (ObjectKey) -> Bool
    ) {
        guard let kind = kinds.description(of: reference.kind) else { return }
        func goesOn(_ organization: String?, _ environment: String?) -> Bool {
            body(
                ObjectKey(
                    kind: reference.kind, organization: organization, environment: environment, name: reference.name))
        }
        switch kind.scope {
        case .global: _ = goesOn(nil, nil)
        case .organization:
            if let organization = scope.organization { _ = goesOn(organization, nil) }
        case .environment, .organizationOrEnvironment:
            guard let organization = scope.organization else { return }
            if let environment = reference.environment ?? scope.environment {
                guard goesOn(organization, environment) else { return }
            } else if reference.looksDown {
                for environment in environments() where !goesOn(organization, environment) { return }
            }
            if kind.scope == .organizationOrEnvironment { _ = goesOn(organization, nil) }
        }
    }
}
