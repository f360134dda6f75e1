import Foundation

/// Where kills landed, told by what they left in the store and in the server's file.
enum KillState: String, CaseIterable, Sendable {
    case startingUp = "before the worker was registered"
    case claimed = "runs claimed, their start not committed"
    case started = "start committed, effect not begun"
    case begun = "effect begun"
    case performed = "effect ended, run not settled"
    case doubted = "in doubt, waiting for another attempt"
    case asking = "in doubt and claimed, its read-back not over"
    case repeated = "start committed after a read-back, effect not begun"
    case between = "nothing running, runs left to do"
    case finishing = "all settled, process not ended"
    case unsubmitted = "submitting: before the batch was stored"
    case submitted = "submitting: batch stored, not acknowledged"
}

/// Counts of one series, or of all.
struct KillTally: Sendable {
    /// Processes of `reeve run` that were killed.
    var kills = 0
    /// Processes of `reeve enqueue` that were killed.
    var enqueueKills = 0
    /// Of the kills those that the server sent at a moment of its own.
    var killsByServer = 0
    /// Rounds in which the process ended before it was killed.
    var ended = 0
    /// Kills that met a state, and the runs that were in it. One kill can meet several.
    var met: [KillState: (kills: Int, runs: Int)] = [:]
    /// How the runs ended.
    var outcomes: [String: Int] = [:]
    var repeated = 0
    /// Answers of the read-back, by the server's file: nothing happened, or it did.
    var denials = 0
    var findings = 0
    /// Runs that were left interrupted after the read-back had found the effect.
    var leftInterrupted = 0
    /// Kills that met a run in doubt.
    var killsInDoubt = 0
    /// Interrupted runs that `--retry-interrupted` made again, and at the end left.
    var madeAgain = 0
    var notMadeAgain = 0

    mutating func meet(_ state: KillState, runs: Int = 0) {
        met[state, default: (0, 0)].kills += 1
        met[state, default: (0, 0)].runs += runs
    }

    mutating func add(_ other: KillTally) {
        kills += other.kills
        enqueueKills += other.enqueueKills
        killsByServer += other.killsByServer
        ended += other.ended
        repeated += other.repeated
        denials += other.denials
        findings += other.findings
        leftInterrupted += other.leftInterrupted
        killsInDoubt += other.killsInDoubt
        madeAgain += other.madeAgain
        notMadeAgain += other.notMadeAgain
        for (state, count) in other.met {
            met[state, default: (0, 0)].kills += count.kills
            met[state, default: (0, 0)].runs += count.runs
        }
        outcomes.merge(other.outcomes, uniquingKeysWith: +)
    }

    var text: String {
        var lines = ["kills  runs  state that a kill met"]
        for state in KillState.allCases {
            let count = met[state] ?? (0, 0)
            lines.append(String(format: "%5d %5d  ", count.kills, count.runs) + state.rawValue)
        }
        lines.append(
            "\(kills) kills of 'reeve run' (\(killsByServer) by the server), \(enqueueKills) of 'reeve enqueue'; "
                + "\(ended) rounds ended before their kill")
        let ends = outcomes.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        lines.append("runs: \(ends); \(repeated) idempotent ones were begun more than once")
        lines.append(
            "read-backs: \(denials) said that nothing happened, \(findings) found the effect, "
                + "\(leftInterrupted) runs left interrupted by that; \(killsInDoubt) kills met a run in doubt")
        lines.append("--retry-interrupted: \(madeAgain) made again, \(notMadeAgain) left")
        return lines.joined(separator: "\n")
    }
}
