import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveSchema

/// `path` goes with exactly one test; `status` goes with `reason` only, and the reason exists; `called` goes with a task.
struct BatchExpectationCheck: DocumentCheck {
    static let code: DiagnosticCode = "batch.expectation"

    private static let tests = [
        "equals", "in", "notIn", "matches", "startsWith", "under", "min", "max", "maxLength", "present", "hostIn",
        "schema",
    ]

    func check(_ context: CheckContext) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for (index, item) in (context.spec["items"]?.array ?? []).enumerated() {
            for (place, expectation) in (item["expect"]?.array ?? []).enumerated() {
                let pointer = JSONPointer(tokens: ["items", String(index), "expect", String(place)])
                guard let flaw = Self.flaw(in: expectation) ?? Self.callFlaw(in: expectation, of: item) else {
                    continue
                }
                found.append(
                    Diagnostic(
                        Self.code,
                        "an expectation of item '\(item["name"]?.string ?? "")' of \(context.subject) \(flaw)",
                        at: context.range(pointer)))
            }
        }
        return found
    }

    /// What is wrong with an expectation about calls; nil where nothing is.
    private static func callFlaw(in expectation: JSONValue, of item: JSONValue) -> String? {
        guard let called = expectation["called"] else {
            return ["times", "with"].first { expectation[$0] != nil }.map { "has '\($0)', which goes with 'called'" }
        }
        guard item["task"] != nil else { return "has 'called', which goes with a task" }
        if expectation["reason"] != nil { return "has 'reason', which goes with 'status'" }
        let text = called.string ?? ""
        if ToolAddress(text) == nil { return "names the tool '\(text)', which is no address such as git-ro/git_log" }
        if let most = expectation["times"]?["max"]?.int, let least = expectation["times"]?["min"]?.int, most < least {
            return most == 0
                ? "asks for 0 calls at most and \(least) at least; write times: {min: 0, max: 0}"
                : "asks for \(most) calls at most and \(least) at least"
        }
        return nil
    }

    /// What is wrong with a test of a result; nil where nothing is.
    static func flaw(in expectation: JSONValue) -> String? {
        let tests = tests.filter { expectation[$0] != nil }
        if expectation["path"] != nil {
            if expectation["reason"] != nil { return "has 'reason', which goes with 'status'" }
            if tests.count != 1 {
                return "has 'path', which goes with exactly one of " + Self.tests.joined(separator: ", ")
            }
            if let schema = expectation["schema"] {
                do throws(SchemaCompileError) { _ = try CompiledSchema(compiling: schema) } catch {
                    return "has a schema that cannot be used: \(error)"
                }
            }
        } else if let test = tests.first {
            return "has '\(test)', which goes with 'path'"
        }
        if let reason = expectation["reason"]?.string, RunReason(rawValue: reason) == nil {
            let nearest = NearestName.suggestion(for: reason, among: RunReason.allCases.lazy.map(\.rawValue))
            return "names the reason '\(reason)', which does not exist"
                + (nearest.map { "; did you mean '\($0)'?" } ?? "")
        }
        return nil
    }
}
