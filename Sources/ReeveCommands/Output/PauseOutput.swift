import ReeveJSON
import ReeveModel
import ReeveOperations
import ReeveStore

/// What pauses say of themselves.
enum PauseOutput {
    static func write(_ outcome: PauseOperation.Outcome, isJSON: Bool, to terminal: Terminal) {
        guard !isJSON else {
            var json = json(outcome.pause)
            json["held"] = JSONValue(outcome.held)
            json["was_paused"] = .bool(outcome.previous != nil)
            return terminal.json(.object(json))
        }
        let runs = outcome.held == 1 ? "1 run waits" : "\(outcome.held) runs wait"
        terminal.line("\(place(outcome.pause.target)) is paused; \(runs)")
        if let previous = outcome.previous { terminal.note("it was paused before " + circumstances(previous)) }
    }

    static func write(_ outcome: ResumeOperation.Outcome, isJSON: Bool, to terminal: Terminal) {
        guard !isJSON else {
            var json: JSONObject = [
                "kind": .string(outcome.kind.rawValue), "name": .string(outcome.name),
                "resumed": .bool(outcome.lifted != nil),
            ]
            json["pause"] = outcome.lifted.map { .object(Self.json($0)) } ?? .null
            return terminal.json(.object(json))
        }
        guard let lifted = outcome.lifted else {
            return terminal.line("\(outcome.kind.rawValue) '\(outcome.name)' is not paused")
        }
        terminal.line("\(place(lifted.target)) goes on; it was paused " + circumstances(lifted))
    }

    /// What a worker, or a listing of runs, says of runs that wait for a pause.
    static func line(_ held: HeldRuns) -> String {
        let target = held.pause.target
        let runs = held.count == 1 ? "1 run waits" : "\(held.count) runs wait"
        return "\(runs): \(place(target)) is paused \(circumstances(held.pause)); "
            + "`reeve resume \(target.kind.rawValue) \(target.name)` lets \(held.count == 1 ? "it" : "them") go on"
    }

    static func place(_ target: PauseTarget) -> String {
        let scope = [target.organization, target.environment].filter { !$0.isEmpty }.joined(separator: "/")
        return "\(target.kind.rawValue) '\(target.name)'" + (scope.isEmpty ? "" : " of \(scope)")
    }

    private static func circumstances(_ pause: Pause) -> String {
        "by \(pause.actor) since \(InstantText.short(pause.since)): \(TerminalText.escaped(pause.reason))"
    }

    static func json(_ pause: Pause) -> JSONObject {
        let target = pause.target
        return [
            "kind": .string(target.kind.rawValue), "name": .string(target.name),
            "organization": target.organization.isEmpty ? .null : .string(target.organization),
            "environment": target.environment.isEmpty ? .null : .string(target.environment),
            "actor": .string(pause.actor), "reason": .string(pause.reason), "since": .string(pause.since.description),
        ]
    }
}
