// Strings: most have no escape and are taken as one piece; the first escape changes to a buffer of bytes.
extension JSONParser {
    mutating func parseString() throws(JSONParseError) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let run = UnsafeBufferPointer(rebasing: bytes[start..<position])
                guard let text = String(validating: run, as: UTF8.self) else {
                    throw failure(.invalidUTF8, at: start)
                }
                position += 1
                return text
            case UInt8(ascii: "\\"): return try parseEscapedString(from: start)
            case 0..<0x20: throw failure(.controlCharacter)
            default: position += 1
            }
        }
        throw failure(.unexpectedEnd)
    }

    /// Continues a string from its first escape on; `start` is the offset of its first character.
    private mutating func parseEscapedString(from start: Int) throws(JSONParseError) -> String {
        var content = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: content, as: UTF8.self) else {
                    throw failure(.invalidUTF8, at: start)
                }
                position += 1
                return text
            case UInt8(ascii: "\\"):
                position += 1
                try parseEscape(into: &content)
            case 0..<0x20: throw failure(.controlCharacter)
            default:
                content.append(byte)
                position += 1
            }
        }
        throw failure(.unexpectedEnd)
    }

    private mutating func parseEscape(into content: inout [UInt8]) throws(JSONParseError) {
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        let escape = bytes[position]
        position += 1
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(escape)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"):
            let start = position - 2
            var value = try parseHexUnit()
            if UTF16.isTrailSurrogate(UInt16(value)) { throw failure(.loneSurrogate, at: start) }
            if UTF16.isLeadSurrogate(UInt16(value)) {
                guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                    bytes[position + 1] == UInt8(ascii: "u")
                else { throw failure(.loneSurrogate, at: start) }
                position += 2
                let trail = try parseHexUnit()
                guard UTF16.isTrailSurrogate(UInt16(trail)) else { throw failure(.loneSurrogate, at: start) }
                value = 0x10000 + ((value - 0xD800) << 10) + (trail - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(value) else { throw failure(.loneSurrogate, at: start) }
            content += Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        default: throw failure(.invalidEscape, at: position - 2)
        }
    }

    private mutating func parseHexUnit() throws(JSONParseError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw failure(.unexpectedEnd, at: bytes.count) }
        var value: UInt32 = 0
        for _ in 0..<4 {
            let byte = bytes[position]
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw failure(.invalidEscape)
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
