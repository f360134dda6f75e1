import ReeveJSON

/// Colours in text that is on its way to a terminal.
///
/// A renderer marks what is to be coloured; ``onTerminal(_:)`` turns the marks into ANSI sequences and writes out
/// everything else that a terminal would act on. Text from outside cannot bring a sequence along, wherever it stands: a
/// mark holds a number that each process draws anew.
package enum TextPaint {
    /// - Parameter code: of SGR, such as `1;31`.
    package static func paint(_ text: String, _ code: String) -> String {
        text.isEmpty ? text : mark + code + "m" + text + mark + "0m"
    }

    /// The text with its colours, and with nothing else that acts; line ends stay.
    package static func onTerminal(_ text: String) -> String { shown(text) { VisibleText.onTerminal($0) } }

    /// The same on one line: a line end within the text becomes a space.
    package static func onOneLine(_ text: String) -> String { shown(text) { VisibleText.of($0) } }

    /// - Parameter plain: writes the parts between the marks.
    private static func shown(_ text: String, _ plain: (String) -> String) -> String {
        guard text.utf8.contains(opening[0]) else { return plain(text) }
        var text = text
        return text.withUTF8 { bytes in
            var out = ""
            var start = 0
            var index = 0
            while index < bytes.count {
                guard bytes[index] == opening[0], bytes[index...].starts(with: opening) else {
                    index += 1
                    continue
                }
                out += plain(String(decoding: bytes[start..<index], as: UTF8.self))
                index += opening.count
                let code = bytes[index...].prefix { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ";") }
                out += "\u{1B}[" + String(decoding: code, as: UTF8.self) + "m"
                // Past the `m` that ends the mark.
                index += code.count + 1
                start = index
            }
            return out + plain(String(decoding: bytes[start...], as: UTF8.self))
        }
    }

    /// U+FDD0, which no text holds, and what nobody outside of this process knows.
    private static let opening =
        [0xEF, 0xB7, 0x90] + Array(String(UInt64.random(in: .min ... .max), radix: 16).utf8) + [0x3A]
    private static let mark = String(decoding: opening, as: UTF8.self)
}
