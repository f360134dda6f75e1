import ReeveDiagnostics

extension TreeBuilder {
    /// Whether a plain text can be a number by its first character; most are words and not looked at any further.
    static func mayBeNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = bytes.first else { return false }
        switch first {
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return true
        default: return false
        }
    }

    /// Refuses scalars that JSON cannot say, and those that do not fit their tag.
    mutating func checkValue(
        _ bytes: UnsafeBufferPointer<UInt8>, style: DocumentArena.Style, tag: DocumentArena.Tag, at span: Span
    ) {
        guard let value = CoreSchema.resolve(bytes, style: style, tag: tag) else {
            return report(
                Diagnostic(
                    .yamlTagMismatch, "'\(Self.excerpt(bytes))' does not fit its tag", at: range(span),
                    help: "leave the tag out or write a value of that type"))
        }
        guard case .number(let form) = value else { return }
        switch form {
        case .infinity, .notANumber:
            report(
                Diagnostic(
                    .yamlNotFinite, "'\(Self.excerpt(bytes))' is not a finite number", at: range(span),
                    help: "write it in quotes if text is meant"))
        case .integer: break
        case .octal, .hexadecimal, .float:
            guard CoreSchema.number(bytes, form: form) == nil else { return }
            report(
                Diagnostic(
                    .yamlNumberRange, "the number '\(Self.excerpt(bytes))' is out of range", at: range(span),
                    help: "write it in quotes if text is meant"))
        }
    }

    /// The start of a text, for a message.
    static func excerpt(_ bytes: some Collection<UInt8>) -> String {
        let limit = 60
        let text = String(decoding: bytes.prefix(4 * limit), as: UTF8.self)
        return text.count > limit ? text.prefix(limit) + "…" : text
    }
}
