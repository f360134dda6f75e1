import ReeveJSON

/// Text in the form in which a terminal shows it.
enum TerminalText {
    /// The width in columns. A wide East Asian character or an emoji counts as two.
    static func width(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { total, character in
            guard let scalar = character.unicodeScalars.first else { return total }
            switch scalar.value {
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
                0x1F300...0x1FAFF, 0x20000...0x3FFFD:
                return total + 2
            default: return total + 1
            }
        }
    }

    /// The text on one line. Characters that a terminal would act on are written out.
    static func escaped(_ text: String) -> String { VisibleText.of(text) }

    /// The text, cut to at most `limit` columns with an ellipsis.
    static func truncated(_ text: String, to limit: Int) -> String {
        width(text) <= limit ? text : String(text.prefix(max(0, limit - 1))) + "…"
    }
}
