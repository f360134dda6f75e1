import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveRedaction

/// A literal in the input of a call that looks like a token. Submission refuses such an input; this check says so before.
struct InputSecretCheck: DocumentCheck {
    static let code = LaunchSecretCheck.code

    func check(_ context: CheckContext) -> [Diagnostic] {
        let redactor = Redactor()
        var found: [Diagnostic] = []
        for (index, item) in (context.spec["items"]?.array ?? []).enumerated() {
            let pointer = JSONPointer(tokens: ["items", String(index), "toolRun", "input"])
            guard let input = item["toolRun"]?["input"],
                let hit = redactor.firstFinding(in: input, at: pointer)
            else { continue }
            found.append(
                Diagnostic(
                    Self.code, "an input of \(context.subject) looks like a secret", severity: .warning,
                    at: context.range(hit.path),
                    help: "write {fromSecret: env:NAME}, or declare 'takesSecretText: true' in the Tool",
                    hidesSource: true)
            )
        }
        return found
    }
}
