import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// Runs of an agent on the hub are for any worker, so an address would say nothing.
struct AgentLocationCheck: DocumentCheck {
    static let code: DiagnosticCode = "agent.location"

    func check(_ context: CheckContext) -> [Diagnostic] {
        guard context.spec.has("address"), context.spec.string("location") == "hub" else { return [] }
        return [
            Diagnostic(
                Self.code, "\(context.subject) has an 'address', and its runs are for any worker",
                at: context.range("address"), help: "write location: worker, or remove the address")
        ]
    }
}
