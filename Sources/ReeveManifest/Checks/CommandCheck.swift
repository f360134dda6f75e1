import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// A command is an argument list; a shell line in one element is nearly always a mistake.
struct CommandCheck: DocumentCheck {
    static let code: DiagnosticCode = "connection.shell-line"

    func check(_ context: CheckContext) -> [Diagnostic] {
        guard let first = context.spec["command"]?[0]?.string, first.contains(" "), !first.hasPrefix("/"),
            !first.hasPrefix(".")
        else { return [] }
        return [
            Diagnostic(
                Self.code, "the command of \(context.subject) looks like a shell line; nothing splits it",
                severity: .warning,
                at: context.range("command", "0"), help: "write each argument as an element of its own")
        ]
    }
}
