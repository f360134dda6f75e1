import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// A read-back asks another tool, and each of its tests can be made.
struct ReadBackCheck: DocumentCheck {
    static let code: DiagnosticCode = "tool.read-back"

    func check(_ context: CheckContext) -> [Diagnostic] {
        guard let readBack = context.spec["readBack"] else { return [] }
        var found: [Diagnostic] = []
        func say(
            _ text: String, _ severity: Diagnostic.Severity = .error, at pointer: JSONPointer, help: String? = nil
        ) {
            found.append(
                Diagnostic(
                    Self.code, "the readBack of \(context.subject) \(text)", severity: severity,
                    at: context.range(pointer), help: help))
        }
        if let asked = readBack["tool"]?.string.flatMap(ToolAddress.init), let tool = context.spec["tool"]?.string,
            asked.connection == context.spec["connection"]?.string, asked.tool == tool
        {
            say(
                "asks the tool itself", at: JSONPointer(tokens: ["readBack", "tool"]),
                help: "name a tool that looks for the effect and has none of its own")
        }
        if context.spec["idempotent"]?.bool == true {
            say(
                "is never asked, since the tool is idempotent", .warning, at: JSONPointer(tokens: ["readBack"]),
                help: "remove readBack, or 'idempotent: true'")
        }
        for (place, test) in (readBack["nothingHappened"]?.array ?? []).enumerated() {
            guard let flaw = BatchExpectationCheck.flaw(in: test) else { continue }
            say(
                "has a test that \(flaw)",
                at: JSONPointer(tokens: ["readBack", "nothingHappened", String(place)]))
        }
        let tests = readBack["nothingHappened"]?.array ?? []
        if !tests.isEmpty, tests.allSatisfy({ $0["present"]?.bool == false }) {
            say(
                "is met by any answer that lacks a value, also by one to a mistyped path",
                at: JSONPointer(tokens: ["readBack", "nothingHappened"]),
                help: "add a test of something that the answer has when nothing happened")
        }
        return found
    }
}
