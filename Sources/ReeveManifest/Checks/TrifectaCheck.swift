import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// `forbidTrifecta: true` is not served yet, and it is the default in prod: so prod must say `false`.
struct TrifectaCheck: DocumentCheck {
    static let code: DiagnosticCode = "environment.trifecta-unavailable"

    func check(_ context: CheckContext) -> [Diagnostic] {
        guard context.spec["rules"]?["forbidTrifecta"] == true else { return [] }
        return [
            Diagnostic(
                Self.code, "\(context.subject) asks for 'forbidTrifecta', which is not available in this version",
                at: context.range("rules", "forbidTrifecta"),
                help: "write 'rules: {forbidTrifecta: false}'; it is on by default where 'type' is prod")
        ]
    }
}
