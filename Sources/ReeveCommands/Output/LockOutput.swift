import ReeveJSON
import ReeveModel
import ReeveOperations
import ReevePlanning

/// Writes the changes of `reeve.lock`.
struct LockOutput {
    private let outcome: LockOperation.Outcome

    init(_ outcome: LockOperation.Outcome) { self.outcome = outcome }

    private var count: String { "\(outcome.pinCount) pin\(outcome.pinCount == 1 ? "" : "s")" }

    func write(to terminal: Terminal) {
        guard !outcome.changes.isEmpty else { return terminal.line("reeve.lock is up to date: \(count).") }
        let style = TextStyle(isOn: terminal.outputHasColor)
        for change in outcome.changes {
            let path = "\(change.address.organization)/\(change.address.environment)  \(change.address.name)"
            switch (change.before, change.after) {
            case (nil, let after?): terminal.line(style.green("+ ") + path + "  sha256:\(after.short)")
            case (let before?, nil): terminal.line(style.red("- ") + path + "  sha256:\(before.short)")
            case (let before?, let after?):
                terminal.line(style.yellow("~ ") + path + "  sha256:\(before.short) -> sha256:\(after.short)")
            case (nil, nil): break
            }
        }
        terminal.line("wrote reeve.lock: \(count); review it, then apply.")
    }

    var json: JSONValue {
        let rows = outcome.changes.map { change -> JSONValue in
            [
                "address": .string(change.address.name), "after": JSONValue(change.after?.description),
                "before": JSONValue(change.before?.description),
                "environment": .string(change.address.environment),
                "organization": .string(change.address.organization),
            ]
        }
        return [
            "changes": .array(rows), "pins": JSONValue(outcome.pinCount), "written": .bool(!outcome.changes.isEmpty),
        ]
    }
}
