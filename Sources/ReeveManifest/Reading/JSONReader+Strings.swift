extension JSONReader {
    /// Reads the string that begins here; its place includes the quotes.
    mutating func readString() throws(Stop) {
        let start = position
        var place = position + 1
        while place < text.count {
            switch text[place] {
            case UInt8(ascii: "\""):
                addString(UnsafeBufferPointer(rebasing: text[start + 1..<place]), from: start, to: place + 1)
                return
            case UInt8(ascii: "\\"): return try readEscapedString(from: start, escape: place)
            case 0..<0x20: throw syntax("a control character cannot stand in a string", at: place)
            default: place += 1
            }
        }
        throw syntax("the file ends inside a string", at: start)
    }

    private mutating func addString(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) {
        builder.scalar(bytes, style: .doubleQuoted, tag: .none, anchor: nil, at: span(from: start, to: end))
        position = end
    }

    /// Continues from the first escape on.
    private mutating func readEscapedString(from start: Int, escape: Int) throws(Stop) {
        unescaped.removeAll(keepingCapacity: true)
        unescaped.append(contentsOf: text[start + 1..<escape])
        var place = escape
        while place < text.count {
            let byte = text[place]
            switch byte {
            case UInt8(ascii: "\""):
                let content = unescaped
                content.withUnsafeBufferPointer { addString($0, from: start, to: place + 1) }
                return
            case UInt8(ascii: "\\"): place = try readEscape(at: place)
            case 0..<0x20: throw syntax("a control character cannot stand in a string", at: place)
            default:
                unescaped.append(byte)
                place += 1
            }
        }
        throw syntax("the file ends inside a string", at: start)
    }

    /// Returns the offset after the escape.
    private mutating func readEscape(at escape: Int) throws(Stop) -> Int {
        guard escape + 1 < text.count else { throw syntax("the file ends inside a string", at: escape) }
        switch text[escape + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(text[escape + 1])
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"):
            var value = try hexUnit(at: escape)
            var end = escape + 6
            if 0xD800...0xDBFF ~= value, end < text.count, text[end] == UInt8(ascii: "\\") {
                let low = try hexUnit(at: end)
                guard 0xDC00...0xDFFF ~= low else { throw syntax("half of a surrogate pair", at: escape) }
                value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00)
                end += 6
            }
            guard let scalar = Unicode.Scalar(value) else { throw syntax("half of a surrogate pair", at: escape) }
            unescaped.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            return end
        default: throw syntax("unknown escape", at: escape)
        }
        return escape + 2
    }

    /// The value of `\uXXXX`.
    private mutating func hexUnit(at escape: Int) throws(Stop) -> UInt32 {
        guard escape + 6 <= text.count, text[escape + 1] == UInt8(ascii: "u") else {
            throw syntax("half of a surrogate pair", at: escape)
        }
        var value: UInt32 = 0
        for byte in text[escape + 2..<escape + 6] {
            guard let digit = CoreSchema.hexValue(byte) else { throw syntax("unknown escape", at: escape) }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
