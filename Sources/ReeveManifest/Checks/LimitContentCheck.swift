import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// A limit that limits nothing.
struct LimitContentCheck: DocumentCheck {
    static let code: DiagnosticCode = "limit.empty"

    func check(_ context: CheckContext) -> [Diagnostic] {
        guard !context.spec.has("rate"), !context.spec.has("concurrency") else { return [] }
        return [
            Diagnostic(
                Self.code, "\(context.subject) has neither 'rate' nor 'concurrency', so it limits nothing",
                at: context.range(),
                help: "write rate: {capacity: 60, refill: 60, every: 1m}, or concurrency: 4")
        ]
    }
}
