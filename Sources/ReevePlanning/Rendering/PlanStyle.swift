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

/// Rows with columns of equal width; the last column is not padded.
enum TextColumns {
    static func lines(_ rows: [[String]], indent: String = "") -> [String] {
        var widths: [Int] = []
        for row in rows {
            for (index, cell) in row.enumerated() {
                if index == widths.count { widths.append(0) }
                widths[index] = max(widths[index], cell.count)
            }
        }
        return rows.map { row in
            var line = indent
            for (index, cell) in row.enumerated() {
                line += cell
                if index < row.count - 1 { line += String(repeating: " ", count: widths[index] - cell.count + 2) }
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
    }
}
