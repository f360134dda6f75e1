import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveRedaction

/// A literal in the input of a call, or in what a model is told, that looks like a token. Submission refuses it; this
/// check says so before.
struct InputSecretCheck: DocumentCheck {
    static let code = LaunchSecretCheck.code

    func check(_ context: CheckContext) -> [Diagnostic] {
        let redactor = Redactor()
        var found: [Diagnostic] = []
        for (index, item) in (context.spec["items"]?.array ?? []).enumerated() {
            let pointer = JSONPointer(tokens: ["items", String(index)])
            if let task = item["task"], let hit = redactor.firstFinding(in: task, at: pointer.appending("task")) {
                found.append(
                    Diagnostic(
                        Self.code, "a task of \(context.subject) holds what looks like a secret", severity: .warning,
                        at: context.range(hit.path), help: "a model is told no secret; remove it", hidesSource: true))
            }
            guard let input = item["toolRun"]?["input"],
                let hit = redactor.firstFinding(in: input, at: pointer.appending("toolRun").appending("input"))
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
