import ReeveExecution
import ReevePolicy

extension RunPreview {
    /// What a preview cannot judge about a run.
    enum NotJudged: String {
        case arguments
        case input
        case timeWindow

        var words: String {
            switch self {
            case .arguments: "conditions on arguments"
            case .input: "input"
            case .timeWindow: "time window"
            }
        }
    }

    /// What the preview could not judge, for a run that would be called: values from runs that have not ended, and the
    /// time of the start.
    var notJudged: [NotJudged] {
        guard verdict == .run else { return [] }
        return (isInputOpen ? [.input] : []) + (openConditions.contains(.timeWindow) ? [.timeWindow] : [])
            + (openConditions.isDisjoint(with: ConditionKey.decidedByCall) ? [] : [.arguments])
    }
}
