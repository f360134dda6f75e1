import ReeveExecution
import ReeveJSON
import ReeveModel

/// What runs waited for before their calls. It is written at the end of `run`.
///
/// ```
/// 19 waits for the default limit (60 in 1m, 5 at once) for each agent and tool that no Limit names: longest 12s
/// ```
enum WaitText {
    /// Shorter waits get no line.
    static let least = Duration.seconds(1)

    static func lines(_ waits: [CallWait: RunLoopReport.WaitTotal]) -> [String] {
        // Waits for the start of a server are left out: the steps of the runs have them.
        let long = waits.filter { $0.value.longest >= least && $0.key.code != "start" }.sorted {
            $0.key.description < $1.key.description
        }
        return long.map { wait, total in
            let longest = DurationText.format(.seconds(total.longest.microseconds / 1_000_000))
            return "\(total.count) \(total.count == 1 ? "wait" : "waits") for \(wait): longest \(longest)"
        }
    }
}
