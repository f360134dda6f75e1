import ReeveModel
import ReeveStore

/// How a run without steps has ended: `denied  policy.denied: rule 'keep' of policy 'guard' denies it`.
enum RunEndText {
    /// Nil where the run has not ended.
    static func of(_ run: RunRecord) -> String? {
        guard run.state.status.isTerminal else { return nil }
        let why = [run.state.reason?.rawValue, run.state.errorText].compactMap { $0 }.joined(separator: ": ")
        return run.state.status.rawValue + (why.isEmpty ? "" : "  " + why)
    }
}
