package import ReeveModel

// Names that contain the name of a scope, and what becomes of them when the scope is renamed.

extension PauseTarget {
    /// The target after `scope` was renamed to `target`; nil where it does not lie in `scope`.
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
