/// A JSON Pointer (RFC 6901): the empty text is the whole value, `/a/0` a path into it.
package struct JSONPointer: Sendable, Hashable {
    /// The unescaped reference tokens.
    package let tokens: [String]

    package init(tokens: [String] = []) { self.tokens = tokens }

    /// Reads the text form; nil where it is neither empty nor starts with `/`, or has a stray `~`.
    package init?(_ text: String) {
        guard !text.isEmpty else {
            tokens = []
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        var tokens: [String] = []
        for part in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let token = JSONPointer.unescape(part) else { return nil }
            tokens.append(token)
        }
        self.tokens = tokens
    }

    private static func unescape(_ part: Substring) -> String? {
        guard part.utf8.contains(UInt8(ascii: "~")) else { return String(part) }
        var out = ""
        var rest = part[...]
        while let character = rest.unicodeScalars.popFirst() {
            guard character == "~" else {
                out.unicodeScalars.append(character)
                continue
            }
            switch rest.unicodeScalars.popFirst() {
            case "0": out += "~"
            case "1": out += "/"
            default: return nil
            }
        }
        return out
    }

    package func appending(_ token: String) -> JSONPointer { JSONPointer(tokens: tokens + [token]) }
    package func appending(_ index: Int) -> JSONPointer { appending(String(index)) }

    /// The value that the pointer names; nil where a step does not exist.
    package func resolve(in value: JSONValue) -> JSONValue? {
        var current = value
        for token in tokens {
            switch current {
            case .object(let object):
                guard let next = object[token] else { return nil }
                current = next
            case .array(let elements):
                // RFC 6901: digits without a leading zero.
                guard let index = Int(token), String(index) == token, elements.indices.contains(index) else {
                    return nil
                }
                current = elements[index]
            default: return nil
            }
        }
        return current
    }
}

extension JSONPointer: CustomStringConvertible {
    package var description: String {
        tokens.map { token in
            "/"
                + token.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
                .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
        }.joined()
    }
}
