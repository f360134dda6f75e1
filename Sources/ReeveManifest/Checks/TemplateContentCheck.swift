import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// A template without a message would begin a task with nothing.
struct TemplateContentCheck: DocumentCheck {
    static let code: DiagnosticCode = "template.empty"

    func check(_ context: CheckContext) -> [Diagnostic] {
        let isSaid = ["system", "user"].contains { context.spec.string($0)?.isEmpty == false }
        guard !isSaid else { return [] }
        return [
            Diagnostic(
                Self.code, "\(context.subject) has neither 'system' nor 'user', so it says nothing",
                at: context.range(),
                help: "write at least one of them")
        ]
    }
}
