internal import ReeveJSON
internal import ReeveMCP
internal import ReeveModel
internal import ReeveScheduler

// What the declaration and the definition of a tool say about the time and the result of one call.
extension CallSubject {
    /// Why a result does not fit the tool's output schema; nil where it does. Not for results that are errors.
    func outputProblem(of result: CallToolResult) -> String? {
        // A schema that cannot be used fails no call, since the tool has answered by now. A step of the run reports the
        // schema.
        guard tool.output.isPresent, tool.output.defect == nil else { return nil }
        guard let structured = result.structuredContent else {
            return "the tool has an output schema, and its result no structured content"
        }
        return tool.output.problem(of: structured)
    }

    /// The largest result that is kept, in bytes of canonical JSON.
    var maxOutputBytes: Int { Int(declaration?.spec.maxOutputBytes ?? 1 << 20) }

    func sizeProblem(of result: CallToolResult) -> String? {
        let size = result.value.canonicalBytes.count
        return size > maxOutputBytes ? "the result has \(size) bytes, more than \(maxOutputBytes)" : nil
    }

    /// The time for one call: the item's, else the tool's, else the connection's.
    func timeout(item: Duration? = nil) -> Duration {
        RunDeadlines.timeout(item: item, tool: declaration?.spec.timeout, connection: connection.spec.timeout)
    }
}
