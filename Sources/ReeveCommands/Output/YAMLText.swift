import ReeveJSON

/// JSON values as YAML text, for `-o yaml`. All JSON is valid YAML, so a string that needs quotes gets those of JSON.
enum YAMLText {
    static func documents(_ values: [JSONValue]) -> String {
        values.map { "---\n" + block($0, indent: 0) + "\n" }.joined()
    }

    private static func block(_ value: JSONValue, indent: Int) -> String {
        let pad = String(repeating: "  ", count: indent)
        switch value {
        case .object(let object) where !object.isEmpty:
            return object.map { member in pad + scalar(member.key) + ":" + nested(member.value, indent: indent) }
                .joined(separator: "\n")
        case .array(let elements) where !elements.isEmpty:
            return elements.map { element in
                let text = block(element, indent: indent + 1)
                return pad + "- " + text.drop { $0 == " " }
            }.joined(separator: "\n")
        default: return pad + flow(value)
        }
    }

    private static func nested(_ value: JSONValue, indent: Int) -> String {
        switch value {
        case .object(let object) where !object.isEmpty: "\n" + block(value, indent: indent + 1)
        case .array(let elements) where !elements.isEmpty: "\n" + block(value, indent: indent + 1)
        default: " " + flow(value)
        }
    }

    private static func flow(_ value: JSONValue) -> String {
        if case .string(let text) = value { return scalar(text) }
        return value.writtenText
    }

    /// The string without quotes, where it certainly reads back as the same string.
    private static func scalar(_ text: String) -> String {
        let isPlain =
            text.first.map { $0.isASCII && $0.isLetter } == true && text.last != ":" && text.last != " "
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "-_./@ ".utf8.contains(byte)
                }
            }
            && !["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
        return isPlain ? text : JSONValue.string(text).canonicalText
    }
}
