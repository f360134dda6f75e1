import ReeveJSON

/// A run that a replay has ended in another way than the recording says.
package struct ReplayDifference: Sendable, Hashable {
    /// What differs, in the order of interest.
    package enum Part: String, Sendable, Hashable, CaseIterable {
        case status
        case reason
        case result
        case steps
        case attempts
        case usage
        case times
    }

    package let item: String
    /// Empty without a matrix.
    package let cell: String
    package let parts: [Part]
    /// The run as it was recorded; nil where the recording has no such run.
    package let recorded: JSONValue?
    /// Nil where the batch no longer has the run.
    package let replayed: JSONValue?

    /// The runs that differ, by item and cell. Equal outcomes have none.
    static func between(_ recorded: JSONValue, _ replayed: JSONValue) -> [ReplayDifference] {
        let (old, new) = (runs(recorded), runs(replayed))
        return Set(old.keys).union(new.keys).sorted { ($0.item, $0.cell) < ($1.item, $1.cell) }.compactMap { key in
            let (before, after) = (old[key], new[key])
            guard before != after else { return nil }
            return ReplayDifference(
                item: key.item, cell: key.cell, parts: parts(before, after), recorded: before, replayed: after)
        }
    }

    private struct Key: Hashable {
        let item: String
        let cell: String
    }

    private static func runs(_ outcome: JSONValue) -> [Key: JSONValue] {
        var runs: [Key: JSONValue] = [:]
        for run in outcome["runs"]?.array ?? [] {
            runs[Key(item: run["item"]?.string ?? "", cell: run["cell"]?.string ?? "")] = run
        }
        return runs
    }

    private static func parts(_ before: JSONValue?, _ after: JSONValue?) -> [Part] {
        guard let before, let after else { return [.status] }
        let members: [(Part, [String])] = [
            (.status, ["status", "as_expected"]), (.reason, ["reason", "error_text", "refused_by", "skip_cause"]),
            (.result, ["result"]), (.steps, ["steps"]), (.attempts, ["attempts"]),
            (.usage, ["usage", "agent", "tool"]), (.times, ["started_at", "ended_at"]),
        ]
        return members.filter { $0.1.contains { before[$0] != after[$0] } }.map(\.0)
    }
}
