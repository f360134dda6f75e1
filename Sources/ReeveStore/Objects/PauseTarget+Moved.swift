package import ReeveModel

// Names that hold the name of a scope, and what they are after it was renamed.

extension PauseTarget {
    /// The target below another scope; nil where it does not lie in `scope`.
    package func moved(_ scope: Scope, to target: Scope) -> PauseTarget? {
        if kind == .organization {
            guard scope.environment == nil, name == scope.organization else { return nil }
            return PauseTarget(kind: kind, name: target.organization ?? "")
        }
        guard kind != .queue, organization == scope.organization else { return nil }
        guard let wanted = scope.environment else {
            return PauseTarget(
                kind: kind, organization: target.organization ?? "", environment: environment, name: name)
        }
        guard environment == wanted else { return nil }
        return PauseTarget(
            kind: kind, organization: target.organization ?? "", environment: target.environment ?? "", name: name)
    }
}
