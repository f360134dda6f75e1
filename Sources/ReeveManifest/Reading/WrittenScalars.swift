import ReeveDiagnostics

/// The characters of a scalar as they are written in a file, quotes and escapes undone, white space left out.
struct WrittenScalars {
    struct Spelling {
        let scalar: Unicode.Scalar
        let start: SourcePosition
        let end: SourcePosition
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let style: DocumentArena.Style
    private var offset: Int
    private var line: Int
    private var column: Int

    /// - Parameter column: That of the scalar's first character, tag and anchor included.
    /// - Returns: Nil for an alias, whose text stands elsewhere.
    init?(
        _ bytes: UnsafeBufferPointer<UInt8>, lineStart: Int, line: Int, column: Int, style: DocumentArena.Style
    ) {
        self.bytes = bytes
        self.style = style
        self.line = line
        self.column = 1
        offset = lineStart
        while self.column < column, offset < bytes.count { _ = advance() }
        guard offset < bytes.count, bytes[offset] != UInt8(ascii: "*") else { return nil }
        skipProperties()
        switch style {
        case .plain: break
        case .literal, .folded:
            // The header's line.
            while offset < bytes.count, bytes[offset] != UInt8(ascii: "\n") { _ = advance() }
        case .singleQuoted, .doubleQuoted: _ = advance()
        }
    }

    /// Tag and anchor.
    private mutating func skipProperties() {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
        while offset < bytes.count, bytes[offset] == UInt8(ascii: "!") || bytes[offset] == UInt8(ascii: "&") {
            while offset < bytes.count, !isSpace(bytes[offset]) { _ = advance() }
            while offset < bytes.count, isSpace(bytes[offset]) { _ = advance() }
        }
    }

    /// The next character that is no white space; nil at the end of a quoted scalar and of the file.
    mutating func next() -> Spelling? {
        while offset < bytes.count {
            let start = SourcePosition(line: line, column: column)
            var scalar = advance()
            switch (style, scalar) {
            case (.singleQuoted, "'"):
                guard offset < bytes.count, bytes[offset] == UInt8(ascii: "'") else { return nil }
                _ = advance()
            case (.doubleQuoted, "\""): return nil
            case (.doubleQuoted, "\\"):
                guard let escaped = escape() else { continue }
                scalar = escaped
            default: break
            }
            if scalar.properties.isWhitespace { continue }
            return Spelling(scalar: scalar, start: start, end: SourcePosition(line: line, column: column))
        }
        return nil
    }

    /// Reads what follows a backslash; nil where it stands for a line's end or for nothing.
    private mutating func escape() -> Unicode.Scalar? {
        guard offset < bytes.count else { return nil }
        let letter = advance()
        switch letter {
        case "x": return hex(2)
        case "U": return hex(8)
        case "u":
            guard let unit = number(4) else { return nil }
            // JSON writes what lies above U+FFFF as two units.
            guard unit & 0xFC00 == 0xD800 else { return Unicode.Scalar(unit) }
            guard offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u")
            else { return nil }
            _ = advance()
            _ = advance()
            guard let low = number(4), low & 0xFC00 == 0xDC00 else { return nil }
            return Unicode.Scalar(0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF)
        case "0": return "\0"
        case "a": return "\u{7}"
        case "b": return "\u{8}"
        case "e": return Unicode.Scalar(0x1B as UInt8)
        case "t", "n", "v", "f", "r", "N", "_", "L", "P": return " "
        default: return letter
        }
    }

    private mutating func hex(_ digits: Int) -> Unicode.Scalar? { number(digits).flatMap { Unicode.Scalar($0) } }

    private mutating func number(_ digits: Int) -> UInt32? {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard offset < bytes.count, let digit = Character(advance()).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    /// Takes one character, and counts lines and columns.
    private mutating func advance() -> Unicode.Scalar {
        let first = bytes[offset]
        offset += 1
        if first == UInt8(ascii: "\n") {
            line += 1
            column = 1
            return "\n"
        }
        column += 1
        guard first >= 0x80 else { return Unicode.Scalar(first) }
        var value = UInt32(first & (first < 0xE0 ? 0x1F : first < 0xF0 ? 0x0F : 0x07))
        while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 {
            value = value << 6 | UInt32(bytes[offset] & 0x3F)
            offset += 1
        }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }
}
