internal import ReeveJSON

/// A reversible map of our names of tools (`git/git_log`, up to 128 characters, dots) to names that every provider
/// allows: `^[a-zA-Z0-9_-]{1,64}$`.
///
/// A character that is not allowed becomes `_`, a slash `__`: `git/git_log` is `git__git_log`. Names that would meet, or
/// be too long, get the beginning of their digest at the end. The map depends on the set of names, never on their order.
package struct ToolNames: Sendable, Hashable {
    package static let lengthMax = 64

    private var wireNames: [String: String] = [:]
    private var ourNames: [String: String] = [:]

    /// - Parameters:
    ///   - offered: the tools of the request. Their names depend on each other alone.
    ///   - mentioned: other tools that the conversation speaks of, the model's inventions too.
    package init(offered: some Sequence<String>, mentioned: some Sequence<String> = []) {
        add(Set(offered))
        add(Set(mentioned).subtracting(wireNames.keys))
    }

    /// The provider's name of a tool that the map was made for.
    package func wire(of name: String) -> String { wireNames[name] ?? Self.candidate(for: name, digits: 16) }

    /// Our name of a tool; a name that the map does not know stays as it is.
    package func ours(of wireName: String) -> String { ourNames[wireName] ?? wireName }

    /// A name on the wire that no tool of the map has.
    func free(_ name: String) -> String {
        let candidates = [0, 8, 16, 32].map { Self.candidate(for: name, digits: Self.isShort(name) ? $0 : max($0, 8)) }
        return candidates.first { ourNames[$0] == nil } ?? Self.candidate(for: name, digits: Self.lengthMax)
    }

    private mutating func add(_ names: Set<String>) {
        // How many digits of its digest a name ends in. Names that meet get more, at last the whole digest.
        var digits = Dictionary(uniqueKeysWithValues: names.map { ($0, Self.isShort($0) ? 0 : 8) })
        while true {
            let groups = Dictionary(grouping: names) { Self.candidate(for: $0, digits: digits[$0] ?? 0) }
            let meeting = groups.filter { $0.value.count > 1 || ourNames[$0.key] != nil }.values.joined()
            guard meeting.contains(where: { digits[$0] != Self.lengthMax }) else {
                for (wire, group) in groups {
                    for name in group {
                        wireNames[name] = wire
                        if ourNames[wire] == nil { ourNames[wire] = name }
                    }
                }
                return
            }
            for name in meeting { digits[name] = min(Self.lengthMax, max(8, (digits[name] ?? 0) * 2)) }
        }
    }

    private static func isShort(_ name: String) -> Bool {
        !name.isEmpty && sanitized(name).utf8.count <= lengthMax
    }

    private static func candidate(for name: String, digits: Int) -> String {
        guard digits > 0 else { return sanitized(name) }
        let suffix = ContentDigest.of(name.utf8).hex.prefix(digits)
        // All 64 digits are the whole name.
        guard digits < lengthMax else { return String(suffix) }
        return sanitized(name).prefix(lengthMax - digits - 1) + "_" + suffix
    }

    private static func sanitized(_ name: String) -> String {
        var out = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_", "-": out.unicodeScalars.append(scalar)
            case "/": out += "__"
            default: out += "_"
            }
        }
        return out
    }
}
