import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// A policy that is narrowed to an environment sees only that one; a binding cannot name another.
struct BindingEnvironmentCheck: DocumentCheck {
    static let code: DiagnosticCode = "policy.binding-environment"

    func check(_ context: CheckContext) -> [Diagnostic] {
        guard let environment = context.object.key.environment else { return [] }
        return (context.spec["bindings"]?.array ?? []).enumerated().compactMap { index, binding in
            guard let other = binding["environment"]?.string, other != environment else { return nil }
            return Diagnostic(
                Self.code,
                "\(context.subject) belongs to '\(environment)', so this binding to '\(other)' never applies",
                at: context.range("bindings", String(index), "environment"))
        }
    }
}
