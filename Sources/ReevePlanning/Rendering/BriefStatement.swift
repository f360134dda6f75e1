internal import ReeveJSON

/// A statement about access, shortened for a short form. It says how much is left out, and how to see all of it.
///
/// ```
/// agent a/b/bot may tool.invoke git/log only when arguments /p in ["a","b","c", ... and 2 more; --details shows all]
/// ```
enum BriefStatement {
    private static let valuesMax = 3
    /// A list is shortened only where at least two values can go: the words about one value would be as long as the
    /// value.
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

    /// The JSON list that begins at a bracket, and where it ends. A bracket inside a text of the list does not count.
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
