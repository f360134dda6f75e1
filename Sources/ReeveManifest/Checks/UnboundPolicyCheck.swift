import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// A policy without bindings applies to nothing.
struct UnboundPolicyCheck: DocumentCheck {
    static let code: DiagnosticCode = "policy.unbound"

    func check(_ context: CheckContext) -> [Diagnostic] {
        guard context.spec["bindings"]?.array?.isEmpty == true else { return [] }
        return [
            Diagnostic(
                Self.code, "\(context.subject) has no bindings, so its rules apply to nothing", severity: .warning,
                at: context.range(), help: "bind it, for example: bindings: [{scope: agent, id: NAME}]")
        ]
    }
}
