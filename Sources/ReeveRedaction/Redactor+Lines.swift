package import ReeveJSON

extension Redactor {
    /// The last lines of a text that came line by line, such as a standard error.
    ///
    /// What is secret is looked for in all lines together, so that a value of several lines is found; then they are
    /// counted and cut.
    package func redact(lines: [String], last count: Int, cutTo limit: Int) -> [String] {
        guard !lines.isEmpty else { return [] }
        return redact(lines.joined(separator: "\n")).text.split(separator: "\n", omittingEmptySubsequences: false)
            .suffix(count).map { line in line.count <= limit ? String(line) : line.prefix(limit) + "..." }
    }

    /// Whether there is anything in the text that would be taken out, and of which kind.
    package func firstFinding(in text: String) -> String? { redact(text).markers.sorted.first?.kind }

    /// The first place in a value that would be taken out, as its path and kind.
    ///
    /// - Parameter skip: whether what stands at a path is left alone.
    package func firstFinding(
        in value: JSONValue, at path: JSONPointer = JSONPointer(), skipping skip: (JSONPointer) -> Bool = { _ in false }
    ) -> (path: JSONPointer, kind: String)? {
        guard !skip(path) else { return nil }
        switch value {
        case .object(let object):
            for member in object {
                let place = path.appending(member.key)
                if let kind = firstFinding(in: member.key) { return (place, kind) }
                if case .string = member.value {
                    // The name of a member may say that its value is a secret.
                    guard !skip(place) else { continue }
                    let alone: JSONValue = .object(JSONObject([member]))
                    if let kind = redact(alone).markers.sorted.first?.kind { return (place, kind) }
                } else if let found = firstFinding(in: member.value, at: place, skipping: skip) {
                    return found
                }
            }
            return nil
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                if let found = firstFinding(in: element, at: path.appending(index), skipping: skip) { return found }
            }
            return nil
        default: return redact(value).markers.sorted.first.map { (path, $0.kind) }
        }
    }
}
