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

    let bytes: UnsafeBufferPointer<UInt8>
    private let options: Options
    var position = 0
    private var depth = 0

    private init(bytes: UnsafeBufferPointer<UInt8>, options: Options) {
        self.bytes = bytes
        self.options = options
    }

    func failure(_ code: JSONParseError.Code, at offset: Int? = nil) -> JSONParseError {
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
}
