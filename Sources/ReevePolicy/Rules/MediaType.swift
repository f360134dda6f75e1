internal import ReeveModel

/// A media type such as `text/plain`, in lower case and without parameters; in a rule also `text/*`.
struct MediaType: Sendable, Hashable {
    let type: String
    let subtype: String

    init?(_ text: String) {
        let essence = text.prefix { $0 != ";" }.lowercased().split(separator: "/", omittingEmptySubsequences: false)
        guard essence.count == 2 else { return nil }
        type = MediaType.trimmed(essence[0])
        subtype = MediaType.trimmed(essence[1])
        guard !type.isEmpty, !subtype.isEmpty, (type + subtype).utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return nil
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return String(text)
    }

    func covers(_ other: MediaType) -> Bool {
        (type == "*" || type == other.type) && (subtype == "*" || subtype == other.subtype)
    }
}

extension MediaType: CustomStringConvertible {
    var description: String { type + "/" + subtype }
}
