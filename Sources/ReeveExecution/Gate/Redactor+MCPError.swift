internal import ReeveMCP
internal import ReeveRedaction

extension Redactor {
    /// The message of an error, with how the server ended and the line that it printed where a message was expected.
    ///
    /// The printed line is redacted before it is cut. The message is neither cut nor redacted here: the caller redacts
    /// it.
    func words(of error: MCPError) -> String {
        var text = error.message
        if let ending = error.condition.ending { text += " (\(ending))" }
        if let printed = error.printed {
            let line = ToolText.cut(redact(printed).text, to: 200)
            text += "; it printed no MCP message, the first line on its standard output is '\(line)'"
        }
        return text
    }
}
