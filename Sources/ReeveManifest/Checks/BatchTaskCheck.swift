import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveSchema

/// What a task asks for goes together: a team with a role, a schema that can be used, a request that fits its attempt.
struct BatchTaskCheck: DocumentCheck {
    static let code: DiagnosticCode = "batch.task"

    func check(_ context: CheckContext) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for (index, item) in (context.spec["items"]?.array ?? []).enumerated() {
            guard let task = item["task"] else { continue }
            let pointer = JSONPointer(tokens: ["items", String(index), "task"])
            let subject = "the task of item '\(item["name"]?.string ?? "")' of \(context.subject)"
            func say(_ text: String, _ severity: Diagnostic.Severity = .error, at field: String, help: String? = nil) {
                found.append(
                    Diagnostic(
                        Self.code, "\(subject) \(text)", severity: severity,
                        at: context.range(pointer.appending(field)),
                        help: help))
            }
            if task["team"] != nil, task["role"] == nil {
                say(
                    "names a team and no role", at: "team",
                    help: "write role instead of agent; the team's members with that role take its cells in turn")
            }
            if let schema = task["output"]?["schema"] {
                do throws(SchemaCompileError) {
                    _ = try CompiledSchema(compiling: schema)
                } catch {
                    say("has an output schema that cannot be used: \(error)", at: "output")
                }
            }
            if let request = Self.duration(task["requestTimeout"]), let attempt = Self.duration(task["timeout"]),
                request > attempt
            {
                say(
                    "allows a request longer than the whole attempt", .warning, at: "requestTimeout",
                    help: "raise 'timeout', which is \(DurationText.format(attempt))")
            }
        }
        return found
    }

    private static func duration(_ value: JSONValue?) -> Duration? { value?.string.flatMap(DurationText.parse) }
}
