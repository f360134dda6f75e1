package import ReeveJSON
package import ReeveModel

/// Writes JSON values as YAML that reads back as the same values. It uses block style, and flow style for lists of
/// scalars that fit on a line. Keys have the order of the description where there is one.
package struct YAMLEmitter {
    package private(set) var text = ""
    /// A list of scalars that is longer than this is written with one element on each line.
    private static let flowWidthMax = 100
    /// A YAML reader takes a key without `?` only up to 1,024 characters, so this is well below.
    private static let simpleKeyMax = 512

    package init() {}

    /// Writes the members of an object at an indentation. For an empty object it writes nothing.
    package mutating func write(members object: JSONObject, shape: ObjectShape?, indent: Int = 0) {
        let margin = String(repeating: " ", count: indent)
        for key in YAMLEmitter.ordered(object, by: shape) {
            guard let value = object[key] else { continue }
            text += margin
            write(key: key, value: value, type: shape?.field(key)?.type, indent: indent)
        }
    }

    private mutating func write(key: String, value: JSONValue, type: FieldType?, indent: Int) {
        let name = YAMLEmitter.scalar(key)
        if name.utf8.count > YAMLEmitter.simpleKeyMax {
            text += "? " + name + "\n" + String(repeating: " ", count: indent) + ":"
        } else {
            text += name + ":"
        }
        write(value, type: type, indent: indent)
    }

    /// Writes what follows a `:` or a `-`, with the end of the line.
    private mutating func write(_ value: JSONValue, type: FieldType?, indent: Int) {
        switch value {
        case .object(let object) where !object.isEmpty:
            text += "\n"
            write(members: object, shape: shape(of: type, for: value), indent: indent + 2)
        case .array(let elements) where !elements.isEmpty:
            if let flow = YAMLEmitter.flow(elements), flow.utf8.count + indent <= YAMLEmitter.flowWidthMax {
                text += " " + flow + "\n"
                return
            }
            text += "\n"
            for element in elements {
                text += String(repeating: " ", count: indent + 2) + "-"
                write(element: element, type: elementType(of: type, for: value), indent: indent + 2)
            }
        case .string(let string) where YAMLEmitter.isBlockText(string):
            writeBlock(string, indent: indent + 2)
        default: text += " " + YAMLEmitter.inline(value) + "\n"
        }
    }

    /// Writes an element of a list. The first member of an object stands on the line of the dash.
    private mutating func write(element: JSONValue, type: FieldType?, indent: Int) {
        guard case .object(let object) = element, !object.isEmpty else {
            write(element, type: type, indent: indent)
            return
        }
        let shape = shape(of: type, for: element)
        var isFirst = true
        for key in YAMLEmitter.ordered(object, by: shape) {
            guard let value = object[key] else { continue }
            text += isFirst ? " " : String(repeating: " ", count: indent + 2)
            isFirst = false
            write(key: key, value: value, type: shape?.field(key)?.type, indent: indent + 2)
        }
    }

    private mutating func writeBlock(_ string: String, indent: Int) {
        let endsWithNewline = string.hasSuffix("\n")
        text += endsWithNewline ? " |\n" : " |-\n"
        let body = endsWithNewline ? string.dropLast() : string[...]
        for line in body.split(separator: "\n", omittingEmptySubsequences: false) {
            if !line.isEmpty { text += String(repeating: " ", count: indent) + line }
            text += "\n"
        }
    }

    private func shape(of type: FieldType?, for value: JSONValue) -> ObjectShape? {
        guard let type, case .object(let shape) = FieldShape(type, for: value) else { return nil }
        return shape
    }

    private func elementType(of type: FieldType?, for value: JSONValue) -> FieldType? {
        guard let type, case .list(let element, _) = FieldShape(type, for: value) else { return nil }
        return element
    }

    /// The keys in the order in which the description declares them. Keys that it does not know come last.
    private static func ordered(_ object: JSONObject, by shape: ObjectShape?) -> [String] {
        guard let shape else { return object.keys }
        let known = shape.declaredFields.map(\.name).filter { object[$0] != nil }
        return known + object.keys.filter { shape.position(of: $0) == nil }
    }

    /// A list of scalars in flow style; nil where an element is no scalar.
    private static func flow(_ elements: [JSONValue]) -> String? {
        var parts: [String] = []
        for element in elements {
            switch element {
            case .object, .array: return nil
            case .string(let string) where string.utf8.contains(UInt8(ascii: ":")): parts.append(quoted(string))
            default: parts.append(inline(element))
            }
        }
        return "[" + parts.joined(separator: ", ") + "]"
    }

    private static func inline(_ value: JSONValue) -> String {
        switch value {
        case .string(let string): scalar(string)
        case .object: "{}"
        case .array: "[]"
        default: value.writtenText
        }
    }
}

// Writing of scalars.
extension YAMLEmitter {
    /// A plain scalar where every reader takes it as this text; otherwise a quoted one.
    package static func scalar(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

    /// Whether a text may stand without quotes. Text that older YAML readers take for a boolean, a number or a date may
    /// not.
    private static func isPlain(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, bytes.count <= 200 else { return false }
        guard isAlphanumeric(first) || first == UInt8(ascii: "_") || first == UInt8(ascii: "/"),
            last != UInt8(ascii: " "), last != UInt8(ascii: ":")
        else { return false }
        for (index, byte) in bytes.enumerated() {
            if isAlphanumeric(byte) || plainPunctuation.contains(byte) { continue }
            if byte == UInt8(ascii: ":"), bytes[index + 1] != UInt8(ascii: " ") { continue }
            return false
        }
        if (0x30...0x39).contains(first), bytes.allSatisfy({ numberLike.contains($0) }) { return false }
        return !reservedWords.contains(text.lowercased())
    }

    private static let plainPunctuation = Set("_-./@+=*() ".utf8)
    /// The characters of numbers of any base, of dates, times and versions.
    private static let numberLike = Set("0123456789abcdefABCDEFxXoO_.:+-TtZz ".utf8)
    private static let reservedWords: Set<String> = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// The text in double quotes. Every character that YAML does not call printable is escaped.
    static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\t": out += "\\t"
            case "\r": out += "\\r"
            default:
                if isPrintable(scalar) {
                    out.unicodeScalars.append(scalar)
                } else {
                    let hex = String(scalar.value, radix: 16, uppercase: true)
                    let width = scalar.value > 0xFFFF ? 8 : 4
                    out += (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - hex.count) + hex
                }
            }
        }
        return out + "\""
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        // Characters that YAML does not call printable are escaped, and so are marks that turn or hide text. What
        // people read is then what the text says.
        !VisibleText.acts(scalar)
    }

    /// Whether a text of several lines reads back unchanged from the literal block form.
    private static func isBlockText(_ text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "\n")), !text.hasSuffix("\n\n"), let first = text.unicodeScalars.first,
            first != " ", first != "\n", text.unicodeScalars.allSatisfy({ $0 == "\n" || isPrintable($0) })
        else { return false }
        return text.split(separator: "\n", omittingEmptySubsequences: true).allSatisfy { line in
            line.utf8.contains { $0 != UInt8(ascii: " ") }
        }
    }
}
