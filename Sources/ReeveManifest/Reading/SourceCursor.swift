/// Finds bytes by line and column, walking forward only: all questions about one text take one pass together.
struct SourceCursor {
    private var offset: Int
    private var line: Int
    private var column = 1

    /// Starts at the beginning of a line.
    init(offset: Int, line: Int) {
        self.offset = offset
        self.line = line
    }

    /// The offset of the first byte of a line that is not above the cursor's own.
    mutating func offset(ofLine wanted: Int, in source: SourceText) -> Int {
        move(toLine: wanted, column: 1, in: source)
        return source.withUTF8 { text in
            var start = offset
            // The cursor may be inside the line already.
            while start > 0, text[start - 1] != UInt8(ascii: "\n") { start -= 1 }
            return start
        }
    }

    /// The line of a byte that is not above the cursor.
    mutating func line(ofOffset wanted: Int, in source: SourceText) -> Int {
        source.withUTF8 { text in
            while let next = text.firstOffset(of: UInt8(ascii: "\n"), from: offset), next < wanted {
                offset = next + 1
                line += 1
                column = 1
            }
        }
        return line
    }

    /// Whether the properties of the node that begins here (an anchor, a tag) hold the tag `!`.
    ///
    /// libyaml drops that tag, and `! 12` would be taken for a number.
    mutating func hasNonSpecificTag(line: Int, column: Int, in source: SourceText) -> Bool {
        move(toLine: line, column: column, in: source)
        return source.withUTF8 { text in
            var place = offset
            guard place < text.count, text[place] == UInt8(ascii: "&") else {
                return place < text.count && text[place] == UInt8(ascii: "!")
            }
            while place < text.count, !Self.isSpace(text[place]) { place += 1 }
            while place < text.count {
                if text[place] == UInt8(ascii: "#") {
                    place = text.firstOffset(of: UInt8(ascii: "\n"), from: place) ?? text.count
                } else if Self.isSpace(text[place]) {
                    place += 1
                } else {
                    return text[place] == UInt8(ascii: "!")
                }
            }
            return false
        }
    }

    private mutating func move(toLine wantedLine: Int, column wantedColumn: Int, in source: SourceText) {
        source.withUTF8 { text in
            while line < wantedLine, let next = text.firstOffset(of: UInt8(ascii: "\n"), from: offset) {
                offset = next + 1
                line += 1
                column = 1
            }
            guard line == wantedLine else { return }
            while column < wantedColumn, offset < text.count {
                offset += 1
                while offset < text.count, text[offset] & 0xC0 == 0x80 { offset += 1 }
                column += 1
            }
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
