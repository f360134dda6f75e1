/// Whether a rendered text carries ANSI colours.
package enum PlanStyle: Sendable, Hashable {
    case plain
    case ansi

    func mark(_ action: PlannedAction) -> String { paint(action.symbol, as: action) }

    func paint(_ text: String, as action: PlannedAction) -> String {
        switch action {
        case .create: colored(text, 32)
        case .update, .rename, .adopt: colored(text, 33)
        case .delete, .replace: colored(text, 31)
        case .forget: text
        }
    }

    func colored(_ text: String, _ code: Int) -> String {
        self == .ansi ? "\u{1B}[\(code)m" + text + "\u{1B}[0m" : text
    }
}

/// Text that came from outside, safe to print: control characters and marks that hide or turn text are escaped.
enum PrintableText {
    static func of(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        return text.unicodeScalars.map { isHidden($0) ? "\\u{\(String($0.value, radix: 16))}" : String($0) }.joined()
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x200B...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF, 0xE0000...0xE007F: true
        default: false
        }
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
