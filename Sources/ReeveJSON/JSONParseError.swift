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
