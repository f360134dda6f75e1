internal import ReeveJSON

/// A statement about access, cut for a short form. The cut says how much is missing and how to see it.
///
/// ```
/// agent acme/dev/bot may tool.invoke git/log only when arguments /path in ["a","b","c", ... and 2 more; --details shows all]
/// ```
enum BriefStatement {
    private static let valuesMax = 3
    /// A list is cut only where two values or more go: the words about one would take as much room as the value.
    private static let leftOutMin = 2
    private static let lengthMax = 240

    static func of(_ statement: String) -> String {
        let text = withShortLists(statement)
        guard text.count > lengthMax else { return text }
        return text.prefix(lengthMax) + "... and \(text.count - lengthMax) more characters; --details shows all"
    }

    private static func withShortLists(_ statement: String) -> String {
        var out = ""
        var rest = statement[...]
        while let start = rest.firstRange(of: "in [") {
            let opening = rest.index(before: start.upperBound)
            out += rest[..<opening]
            guard let (list, end) = list(at: opening, in: rest) else {
                out += "["
                rest = rest[start.upperBound...]
                continue
            }
            if list.count >= valuesMax + leftOutMin {
                let shown = list.prefix(valuesMax).map { $0.canonicalText }.joined(separator: ",")
                out += "[\(shown), ... and \(list.count - valuesMax) more; --details shows all]"
            } else {
                out += rest[opening..<end]
            }
            rest = rest[end...]
        }
        return out + rest
    }

    /// The JSON list that begins there, and where it ends. A bracket may also stand in one of its texts.
    private static func list(
        at opening: Substring.Index, in text: Substring
    ) -> (elements: [JSONValue], end: Substring.Index)? {
        var isInText = false
        var isEscaped = false
        var depth = 0
        for index in text[opening...].indices {
            let character = text[index]
            defer { isEscaped = isInText && character == "\\" && !isEscaped }
            if character == "\"", !isEscaped { isInText.toggle() }
            guard !isInText else { continue }
            if character == "[" { depth += 1 }
            if character == "]" { depth -= 1 }
            guard depth == 0 else { continue }
            let end = text.index(after: index)
            return (try? JSONParser.parse(String(text[opening..<end])))?.array.map { ($0, end) }
        }
        return nil
    }
}
