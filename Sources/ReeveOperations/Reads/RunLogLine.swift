import ReeveJSON
import ReeveModel
import ReeveStore

/// One line of `runs logs`.
package struct RunLogLine: Sendable {
    package enum Content: Sendable {
        case step(RunStep)
        /// What a server wrote to its standard error: one line, after redaction.
        case standardError(String, RunStep)
        /// A line as `terminal.jsonl` of the report has it.
        case exchange(JSONObject)
        /// The end of a run that never began.
        case end
    }

    package let run: RunRecord
    package let time: Timestamp
    package let content: Content
    /// The step that the line belongs to. Lines without one come last in their instant.
    let step: Int
    /// The place among the lines of one step.
    let rank: Int

    /// Lines stand by time, then by run, then by step.
    static func isBefore(_ left: RunLogLine, _ right: RunLogLine) -> Bool {
        (left.time, left.run.id, left.step, left.rank) < (right.time, right.run.id, right.step, right.rank)
    }
}
