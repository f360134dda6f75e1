/// Text from elsewhere with nothing in it that a terminal, a browser or an editor would act on.
///
/// Control characters (C0, DEL, C1), line separators and the marks that reorder or hide text are written out as
/// `\x1B` or `\u{202E}`. What is left are characters that stand for themselves.
///
/// INVARIANT (one list): which characters act is said here and nowhere else.
package enum VisibleText {
    /// - Parameter keepsLines: Leaves newline and tab as they are (for blocks of text); else they become a space.
    package static func of(_ text: String, keepsLines: Bool = false) -> String {
        guard holdsActing(text, keepsLines: keepsLines) else { return text }
        var out = ""
        var previousWasReturn = false
        for scalar in text.unicodeScalars {
            defer { previousWasReturn = scalar == "\r" }
            switch scalar {
            case "\n" where previousWasReturn: break
            case "\n" where keepsLines, "\t" where keepsLines: out.unicodeScalars.append(scalar)
            case "\r" where keepsLines: out.append("\n")
            case "\n", "\t", "\r": out.append(" ")
            case _ where acts(scalar): out += escape(scalar)
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// Text for a terminal: line ends (also those of CSV) and tabs stay, all else that acts is written out.
    package static func onTerminal(_ text: some StringProtocol) -> String {
        guard holdsActing(text, keepsLines: true) else { return String(text) }
        var out = ""
        var isAfterReturn = false
        for scalar in text.unicodeScalars {
            if isAfterReturn { out += scalar == "\n" ? "\r" : escape("\r") }
            isAfterReturn = scalar == "\r"
            if isAfterReturn { continue }
            if scalar == "\n" || scalar == "\t" || !acts(scalar) {
                out.unicodeScalars.append(scalar)
            } else {
                out += escape(scalar)
            }
        }
        return isAfterReturn ? out + escape("\r") : out
    }

    /// The first `limit` characters, with a mark where more followed.
    package static func shortened(_ text: String, to limit: Int) -> String {
        guard let end = text.index(text.startIndex, offsetBy: limit, limitedBy: text.endIndex), end < text.endIndex
        else { return text }
        return text[..<end] + "…"
    }

    /// JSON in which strings hold nothing that acts: DEL, C1 and reordering marks become `\u` escapes, which parsers undo.
    package static func json(_ text: String) -> String {
        escapingAbove7E(text) { scalar in
            scalar.utf16.map { "\\u" + hex(UInt32($0), digits: 4) }.joined()
        }
    }

    /// YAML in whose double-quoted strings nothing acts; such characters stand in no other place of what we write.
    package static func yaml(_ text: String) -> String {
        escapingAbove7E(text) { scalar in
            scalar.value > 0xFFFF ? "\\U" + hex(scalar.value, digits: 8) : "\\u" + hex(scalar.value, digits: 4)
        }
    }

    /// Whether a terminal, a browser or an editor would act on the character, or show nothing for it.
    package static func acts(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: true
        // Soft hyphen, grapheme joiner, Arabic letter mark, Hangul fillers, Mongolian vowel separator.
        case 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x180E, 0x3164, 0xFFA0: true
        // Zero width, directional marks; line and paragraph separators, embeddings, overrides; isolates and fillers.
        case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F: true
        case 0xFEFF, 0xFFF9...0xFFFB: true
        // Noncharacters (XML allows U+FFFE and U+FFFF nowhere), the tag characters, and the selectors that text hides in.
        case 0xFDD0...0xFDEF, 0xE0000...0xE007F, 0xE0100...0xE01EF: true
        default: scalar.value & 0xFFFE == 0xFFFE
        }
    }

    /// Whether there is anything to do; ordinary text is told by its bytes.
    ///
    /// - Parameter keepsLines: newline and tab are left alone.
    private static func holdsActing(_ text: some StringProtocol, keepsLines: Bool) -> Bool {
        func isKept(_ value: UInt32) -> Bool { keepsLines && (value == 0x0A || value == 0x09) }
        for byte in text.utf8 where !(0x20..<0x7F).contains(byte) {
            // From here on the text is read by characters.
            if byte >= 0x80 { return text.unicodeScalars.contains { acts($0) && !isKept($0.value) } }
            if !isKept(UInt32(byte)) { return true }
        }
        return false
    }

    private static func escapingAbove7E(_ text: String, _ escape: (Unicode.Scalar) -> String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x7F }),
            text.unicodeScalars.contains(where: { $0.value >= 0x7F && acts($0) })
        else { return text }
        var out = ""
        for scalar in text.unicodeScalars {
            if scalar.value >= 0x7F, acts(scalar) { out += escape(scalar) } else { out.unicodeScalars.append(scalar) }
        }
        return out
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        if scalar.value < 0x100 { return "\\x" + hex(scalar.value, digits: 2).uppercased() }
        return "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }

    private static func hex(_ value: UInt32, digits: Int) -> String {
        let hex = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - hex.utf8.count)) + hex
    }
}
