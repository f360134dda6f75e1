import ReeveJSON

/// Text of HTML or XML in which everything that was interpolated as a `String` is escaped.
///
/// Only literals and other `Markup` go in as they are, so a text from elsewhere cannot become markup by oversight:
/// `"<td title='\(label)'>\(label)</td>"` is safe whatever `label` holds.
struct Markup: Sendable, Hashable, ExpressibleByStringInterpolation {
    private(set) var text: String

    init() { text = "" }
    init(stringLiteral value: String) { text = value }
    init(stringInterpolation: Interpolation) { text = stringInterpolation.text }
    /// Escaped text.
    init(escaping text: String) { self.text = Markup.escape(text) }

    static func += (lhs: inout Markup, rhs: Markup) { lhs.text += rhs.text }

    struct Interpolation: StringInterpolationProtocol {
        var text = ""

        init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity * 2) }
        mutating func appendLiteral(_ literal: String) { text += literal }
        mutating func appendInterpolation(_ value: Markup) { text += value.text }
        mutating func appendInterpolation(_ value: String) { text += Markup.escape(value) }
        mutating func appendInterpolation(_ value: Int) { text += String(value) }
        /// Text of several lines, for `pre`.
        mutating func appendInterpolation(block value: String) { text += Markup.escape(value, keepsLines: true) }
    }

    private static func escape(_ value: String, keepsLines: Bool = false) -> String {
        let visible = VisibleText.of(value, keepsLines: keepsLines)
        guard visible.utf8.contains(where: { $0 < 0x40 && special($0) != nil }) else { return visible }
        var out: [UInt8] = []
        out.reserveCapacity(visible.utf8.count + 32)
        for byte in visible.utf8 {
            if let entity = special(byte) { out += entity.utf8 } else { out.append(byte) }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func special(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}

extension Sequence<Markup> {
    func joined(separator: Markup = "") -> Markup {
        var out = Markup()
        var isFirst = true
        for part in self {
            if !isFirst { out += separator }
            isFirst = false
            out += part
        }
        return out
    }
}
