import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// What reeve says in a request itself, such as its model and its tools, is no parameter.
struct ModelParametersCheck: DocumentCheck {
    static let code: DiagnosticCode = "model.parameter"

    func check(_ context: CheckContext) -> [Diagnostic] {
        let own = flaws(in: context.spec["parameters"], of: context, at: JSONPointer(tokens: ["parameters"]))
        let items = (context.spec["items"]?.array ?? []).enumerated().flatMap { index, item in
            flaws(
                in: item["task"]?["parameters"], of: context,
                at: JSONPointer(tokens: ["items", String(index), "task", "parameters"]))
        }
        return own + items
    }

    private func flaws(in parameters: JSONValue?, of context: CheckContext, at pointer: JSONPointer) -> [Diagnostic] {
        (parameters?.object ?? [:]).keys.filter(ModelProviderSpec.reservedParameters.contains).map { name in
            Diagnostic(
                Self.code, "'\(name)' of \(context.subject) is no parameter: reeve says it itself",
                at: context.range(pointer.appending(name)),
                help: "parameters are such as temperature, max_tokens or seed")
        }
    }
}
