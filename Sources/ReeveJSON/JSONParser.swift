/// A strict reader of JSON text (RFC 8259).
///
/// Refused, with the byte offset: invalid UTF-8, a byte order mark, duplicate keys, lone surrogates,
/// control characters in strings, numbers outside the grammar, nesting beyond the cap, and anything
/// after the value. Memory is bounded by the size of the text.
package struct JSONParser {
    package struct Options: Sendable {
        /// The deepest nesting of arrays and objects that is read.
        package var maximumDepth: Int

        package init(maximumDepth: Int = 128) { self.maximumDepth = maximumDepth }
    }

    /// Reads one value that fills `text` but for white space around it.
    ///
    /// - Throws: ``JSONParseError``.
    package static func parse(_ text: String, options: Options = Options()) throws(JSONParseError) -> JSONValue {
        try parse(Array(text.utf8), options: options)
    }

    /// Reads one value that fills `bytes` but for white space around it.
    ///
    /// - Throws: ``JSONParseError``.
    package static func parse(_ bytes: [UInt8], options: Options = Options()) throws(JSONParseError) -> JSONValue {
        let result = bytes.withUnsafeBufferPointer { buffer in parse(buffer, options: options) }
        return try result.get()
    }

    /// Reads one value from a buffer that the caller keeps alive for the length of the call.
    package static func parse(
        _ buffer: UnsafeBufferPointer<UInt8>, options: Options = Options()
    ) -> Result<JSONValue, JSONParseError> {
        var parser = JSONParser(bytes: buffer, options: options)
        do throws(JSONParseError) {
            let value = try parser.parseDocument()
            return .success(value)
        } catch {
            return .failure(error)
        }
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let options: Options
    private var position = 0
    private var depth = 0

    private init(bytes: UnsafeBufferPointer<UInt8>, options: Options) {
        self.bytes = bytes
        self.options = options
    }

    private func failure(_ code: JSONParseError.Code, at offset: Int? = nil) -> JSONParseError {
        JSONParseError(code: code, offset: offset ?? position)
    }

    private mutating func parseDocument() throws(JSONParseError) -> JSONValue {
        skipWhitespace()
        let value = try parseValue()
        skipWhitespace()
        guard position == bytes.count else { throw failure(.trailingText) }
        return value
    }

    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func parseValue() throws(JSONParseError) -> JSONValue {
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try parseObject()
        case UInt8(ascii: "["): return try parseArray()
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"):
            try expectLiteral("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try expectLiteral("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try expectLiteral("null")
            return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try parseNumber())
        default: throw failure(.unexpectedCharacter)
        }
    }

    private mutating func expectLiteral(_ literal: StaticString) throws(JSONParseError) {
        let start = position
        for index in 0..<literal.utf8CodeUnitCount {
            guard position < bytes.count else { throw failure(.unexpectedEnd) }
            guard bytes[position] == literal.utf8Start[index] else { throw failure(.unexpectedCharacter, at: start) }
            position += 1
        }
    }

    private mutating func enter() throws(JSONParseError) {
        depth += 1
        guard depth <= options.maximumDepth else { throw failure(.tooDeep) }
        position += 1
    }

    private mutating func parseObject() throws(JSONParseError) -> JSONValue {
        let start = position
        try enter()
        var members: [JSONObject.Member] = []
        skipWhitespace()
        if position < bytes.count, bytes[position] == UInt8(ascii: "}") {
            position += 1
            depth -= 1
            return .object(JSONObject())
        }
        while true {
            skipWhitespace()
            guard position < bytes.count else { throw failure(.unexpectedEnd) }
            guard bytes[position] == UInt8(ascii: "\"") else { throw failure(.unexpectedCharacter) }
            let key = try parseString()
            skipWhitespace()
            guard position < bytes.count else { throw failure(.unexpectedEnd) }
            guard bytes[position] == UInt8(ascii: ":") else { throw failure(.unexpectedCharacter) }
            position += 1
            skipWhitespace()
            members.append(JSONObject.Member(key: key, value: try parseValue()))
            skipWhitespace()
            guard position < bytes.count else { throw failure(.unexpectedEnd) }
            let next = bytes[position]
            guard next == UInt8(ascii: ",") || next == UInt8(ascii: "}") else { throw failure(.unexpectedCharacter) }
            position += 1
            if next == UInt8(ascii: "}") { break }
        }
        depth -= 1
        var duplicate: String?
        guard let object = JSONObject(unsorted: members, duplicate: &duplicate) else {
            throw failure(.duplicateKey(duplicate ?? ""), at: start)
        }
        return .object(object)
    }

    private mutating func parseArray() throws(JSONParseError) -> JSONValue {
        try enter()
        var elements: [JSONValue] = []
        skipWhitespace()
        if position < bytes.count, bytes[position] == UInt8(ascii: "]") {
            position += 1
            depth -= 1
            return .array([])
        }
        while true {
            skipWhitespace()
            elements.append(try parseValue())
            skipWhitespace()
            guard position < bytes.count else { throw failure(.unexpectedEnd) }
            let next = bytes[position]
            guard next == UInt8(ascii: ",") || next == UInt8(ascii: "]") else { throw failure(.unexpectedCharacter) }
            position += 1
            if next == UInt8(ascii: "]") { break }
        }
        depth -= 1
        return .array(elements)
    }

    private mutating func parseNumber() throws(JSONParseError) -> JSONNumber {
        let start = position
        let isNegative = bytes[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let integerStart = position
        skipDigits()
        let integerDigits = position - integerStart
        guard integerDigits > 0 else { throw failure(.invalidNumber, at: start) }
        guard integerDigits == 1 || bytes[integerStart] != UInt8(ascii: "0") else {
            throw failure(.invalidNumber, at: start)
        }
        var isPlainInteger = true
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isPlainInteger = false
            position += 1
            let fraction = position
            skipDigits()
            guard position > fraction else { throw failure(.invalidNumber, at: start) }
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isPlainInteger = false
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            let exponent = position
            skipDigits()
            guard position > exponent else { throw failure(.invalidNumber, at: start) }
        }
        if isPlainInteger, integerDigits <= 18 {
            var magnitude: Int64 = 0
            for index in integerStart..<position {
                magnitude = magnitude * 10 + Int64(bytes[index] - UInt8(ascii: "0"))
            }
            return JSONNumber(isNegative ? -magnitude : magnitude)
        }
        let token = UnsafeBufferPointer(rebasing: bytes[start..<position])
        guard let number = JSONNumber(token: token) else { throw failure(.numberOutOfRange, at: start) }
        return number
    }

    private mutating func skipDigits() {
        while position < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[position] { position += 1 }
    }

    private mutating func parseString() throws(JSONParseError) -> String {
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

/// Why a text is not JSON, and where.
package struct JSONParseError: Error, Sendable, Hashable {
    package enum Code: Sendable, Hashable {
        case unexpectedEnd
        case unexpectedCharacter
        case trailingText
        case invalidNumber
        case numberOutOfRange
        case invalidUTF8
        case invalidEscape
        case loneSurrogate
        case controlCharacter
        case duplicateKey(String)
        case tooDeep
    }

    package let code: Code
    /// Counted in bytes from the start of the text.
    package let offset: Int

    package init(code: Code, offset: Int) {
        self.code = code
        self.offset = offset
    }
}

extension JSONParseError: CustomStringConvertible {
    package var description: String {
        let what =
            switch code {
            case .unexpectedEnd: "the text ends inside a value"
            case .unexpectedCharacter: "unexpected character"
            case .trailingText: "text after the value"
            case .invalidNumber: "not a JSON number"
            case .numberOutOfRange: "the number's exponent is too large"
            case .invalidUTF8: "not valid UTF-8"
            case .invalidEscape: "unknown escape"
            case .loneSurrogate: "half of a surrogate pair"
            case .controlCharacter: "unescaped control character"
            case .duplicateKey(let key): "the key '\(key)' appears twice"
            case .tooDeep: "nested too deeply"
            }
        return "\(what) at byte \(offset)"
    }
}
