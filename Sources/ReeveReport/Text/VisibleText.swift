/// Text from elsewhere with nothing in it that a terminal, a browser or an editor would act on.
///
/// Control characters (C0, DEL, C1), line separators and the marks that reorder or hide text are written out as
/// `\x1B` or `\u{202E}`. What is left are characters that stand for themselves.
package enum VisibleText {
    /// - Parameter keepsLines: Leaves newline and tab as they are (for blocks of text); else they become a space.
    package static func of(_ text: String, keepsLines: Bool = false) -> String {
        guard text.unicodeScalars.contains(where: acts) else { return text }
        var out = ""
        var previousWasReturn = false
        for scalar in text.unicodeScalars {
            defer { previousWasReturn = scalar == "\r" }
            switch scalar {
            case "\n" where keepsLines, "\t" where keepsLines: out.unicodeScalars.append(scalar)
            case "\n" where previousWasReturn: break
            case "\r" where keepsLines: out.append("\n")
            case "\n", "\t", "\r": out.append(" ")
            case _ where acts(scalar): out += escape(scalar)
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// The first `limit` characters, with a mark where more followed.
    package static func shortened(_ text: String, to limit: Int) -> String {
        guard let end = text.index(text.startIndex, offsetBy: limit, limitedBy: text.endIndex), end < text.endIndex
        else { return text }
        return text[..<end] + "…"
    }

    /// JSON in which strings hold nothing that acts: DEL, C1 and reordering marks become `\u` escapes, which parsers undo.
    static func json(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value >= 0x7F && acts($0) }) else { return text }
        var out = ""
        for scalar in text.unicodeScalars {
            guard scalar.value >= 0x7F, acts(scalar) else {
                out.unicodeScalars.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let hex = String(unit, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
            }
        }
        return out
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let hex = String(scalar.value, radix: 16, uppercase: true)
        if scalar.value < 0x100 { return "\\x" + (hex.utf8.count < 2 ? "0" : "") + hex }
        return "\\u{\(hex)}"
    }

    private static func acts(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: true
        // Soft hyphen, Arabic letter mark, Mongolian vowel separator.
        case 0xAD, 0x61C, 0x180E: true
        // Zero width, directional marks; line and paragraph separators, embeddings, overrides; isolates and fillers.
        case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F: true
        case 0xFEFF, 0xFFF9...0xFFFB: true
        // Noncharacters (XML allows U+FFFE and U+FFFF nowhere), and the tag characters.
        case 0xFDD0...0xFDEF, 0xE0000...0xE007F: true
        default: scalar.value & 0xFFFE == 0xFFFE
        }
    }
}
