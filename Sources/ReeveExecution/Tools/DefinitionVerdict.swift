package import ReeveJSON

/// What kind of change a tool's definition has had, judged by its parts.
package enum DefinitionVerdict: String, Sendable, Hashable {
    /// Only the title or the description has changed. A model reads these words, so the change still needs an approval.
    case textOnly = "text-only"
    /// Every input that was valid stays valid.
    case additive
    /// Some input that was valid no longer is, or nobody can tell.
    case breaking
    /// The tool no longer hints that it only reads, or now hints that it destroys.
    case turnedDangerous = "annotation turned dangerous"

    package init(from old: JSONValue, to new: JSONValue) {
        if DefinitionVerdict.isTurnedDangerous(old["annotations"], new["annotations"]) {
            self = .turnedDangerous
        } else if old["inputSchema"] == new["inputSchema"], old["outputSchema"] == new["outputSchema"],
            old["annotations"] == new["annotations"], old["execution"] == new["execution"]
        {
            self = .textOnly
        } else if old["outputSchema"] == new["outputSchema"], old["execution"] == new["execution"],
            old["annotations"] == new["annotations"],
            DefinitionVerdict.isAdditive(old["inputSchema"], new["inputSchema"])
        {
            self = .additive
        } else {
            self = .breaking
        }
    }

    /// The next version: a patch for words, a minor for an addition, a major for every other change.
    package func version(after version: String) -> String {
        let parts = version.split(separator: ".").compactMap { Int($0) }
        guard parts.count == 3 else { return "1.0.0" }
        switch self {
        case .textOnly: return "\(parts[0]).\(parts[1]).\(parts[2] + 1)"
        case .additive: return "\(parts[0]).\(parts[1] + 1).0"
        case .breaking, .turnedDangerous: return "\(parts[0] + 1).0.0"
        }
    }

    /// Whether the schema has only gained optional properties. Words may differ.
    private static func isAdditive(_ old: JSONValue?, _ new: JSONValue?) -> Bool {
        guard var before = old?.object, var after = new?.object else { return old == new }
        let known = before["properties"]?.object ?? [:]
        let present = after["properties"]?.object ?? [:]
        for member in known where present[member.key].map(withoutWords) != withoutWords(member.value) { return false }
        for name in ["properties", "title", "description", "$comment"] {
            before[name] = nil
            after[name] = nil
        }
        return before == after
    }

    private static func withoutWords(_ value: JSONValue) -> JSONValue {
        guard var object = value.object else { return value }
        for name in ["title", "description", "$comment"] where object[name]?.string != nil { object[name] = nil }
        return .object(object)
    }

    private static func isTurnedDangerous(_ old: JSONValue?, _ new: JSONValue?) -> Bool {
        // The defaults of MCP: a tool is not read-only, is destructive, and acts on an open world.
        func flag(_ value: JSONValue?, _ name: String, _ absent: Bool) -> Bool { value?[name]?.bool ?? absent }
        return flag(old, "readOnlyHint", false) && !flag(new, "readOnlyHint", false)
            || !flag(old, "destructiveHint", true) && flag(new, "destructiveHint", true)
            || !flag(old, "openWorldHint", true) && flag(new, "openWorldHint", true)
    }
}
