import ReeveExecution
import ReeveJSON

/// What is wrong with a listed tool, on one line.
///
/// ```
///   ! screenshot  input schema: unresolved reference '$ref' at '/properties/s': #/$defs/Screen; calls are refused
/// ```
enum FindingText {
    static func json(_ finding: ToolFinding) -> JSONValue {
        ["message": .string(finding.message), "part": .string(finding.part.rawValue), "tool": .string(finding.tool)]
    }

    static func line(_ finding: ToolFinding, indent: Int = 2) -> String {
        let consequence =
            switch finding.part {
            case .inputSchema: "; calls are refused unless a Tool declares inputSchema"
            case .outputSchema: "; results are not checked"
            case .name: "; it is not taken"
            case .list: ""
            }
        if finding.part == .list { return "".padded(to: indent) + "! " + TerminalText.escaped(finding.message) }
        let name = finding.tool.isEmpty ? "''" : TerminalText.escaped(String(finding.tool.prefix(160)))
        return "".padded(to: indent) + "! \(name)  " + TerminalText.escaped(finding.message) + consequence
    }
}
