import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveRedaction

/// A literal that looks like a token lies in git, in the store and in every plan: it belongs behind a reference.
struct LaunchSecretCheck: DocumentCheck {
    static let code: DiagnosticCode = "secret.literal-value"

    func check(_ context: CheckContext) -> [Diagnostic] {
        let redactor = Redactor()
        var found: [Diagnostic] = []
        func look(_ text: String, _ what: String, _ tokens: [String], help: String) {
            guard redactor.firstFinding(in: text) != nil else { return }
            found.append(
                Diagnostic(
                    Self.code, "\(what) of \(context.subject) looks like a secret", severity: .warning,
                    at: context.range(JSONPointer(tokens: tokens)), help: help, hidesSource: true))
        }
        for member in context.spec["env"]?.object ?? [:] {
            guard let text = member.value.string, SecretReference(text) == nil else { continue }
            // The name of the variable is looked at too: `TOKEN` says as much as the shape of the value.
            look(
                member.key + "=" + text, "'\(member.key)' in 'env'", ["env", member.key],
                help: "write env:NAME or file:PATH, and set the value where the work runs")
        }
        for (index, argument) in (context.spec["command"]?.array ?? []).enumerated() {
            look(
                argument.string ?? "", "an argument", ["command", String(index)],
                help: "pass it as a variable: env: {NAME: env:NAME}")
        }
        return found
    }
}
