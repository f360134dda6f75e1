internal import ReeveDiagnostics

/// Whether a rendered text carries the marks of colours (``TextPaint``).
package enum PlanStyle: Sendable, Hashable {
    case plain
    case ansi

    func mark(_ action: PlannedAction) -> String { paint(action.symbol, as: action) }

    func paint(_ text: String, as action: PlannedAction) -> String {
        switch action {
        case .create: colored(text, 32)
        case .update, .rename, .move, .adopt: colored(text, 33)
        case .delete, .replace: colored(text, 31)
        case .forget: text
        }
    }

    func colored(_ text: String, _ code: Int) -> String {
        self == .ansi ? TextPaint.paint(text, String(code)) : text
    }
}
