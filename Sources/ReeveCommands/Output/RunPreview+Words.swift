import ReeveExecution
import ReevePolicy

extension RunPreview {
    /// A part of a run that no preview can judge.
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

    /// Of a run that would be called: what comes from runs that have not ended, and when it starts.
    var notJudged: [NotJudged] {
        guard verdict == .run else { return [] }
        return (isInputOpen ? [.input] : []) + (openConditions.contains(.timeWindow) ? [.timeWindow] : [])
            + (openConditions.isDisjoint(with: ConditionKey.decidedByCall) ? [] : [.arguments])
    }
}
