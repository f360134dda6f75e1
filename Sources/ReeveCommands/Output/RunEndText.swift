import ReeveModel
import ReeveStore

/// How a run ended, for one that has no steps: `denied  policy.denied: rule 'keep' of policy 'guard' denies it`.
enum RunEndText {
    /// Nil where it has not ended.
    static func of(_ run: RunRecord) -> String? {
        guard run.status.isTerminal else { return nil }
        let why = [run.reason?.rawValue, run.errorText].compactMap { $0 }.joined(separator: ": ")
        return run.status.rawValue + (why.isEmpty ? "" : "  " + why)
    }
}
