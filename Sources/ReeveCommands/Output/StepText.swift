import ReeveJSON
import ReeveStore

/// A step on one line.
enum StepText {
    static func of(_ step: RunStep, style: TextStyle) -> String {
        let kind = step.kind.rawValue.padded(to: 10)
        let painted =
            switch step.kind.rawValue {
            case "error": style.red(kind)
            case "warning": style.yellow(kind)
            case "success": style.green(kind)
            default: style.faint(kind)
            }
        return style.faint(String(step.timestamp.description.dropFirst(11).prefix(12))) + "  " + painted
            + TerminalText.escaped(step.message)
    }
}
