import ReeveJSON

/// Whether the conditions of a rule became stricter: whatever meets the new ones surely meets the old ones.
///
/// Where it cannot be told, the answer is no, and the change counts as one that may widen.
enum ConditionNarrowing {
    /// How a test that cannot be made counts: an allow rule then says nothing, a deny rule denies.
    enum Errors {
        case hold
        case fail
    }

    static func isNarrowed(_ old: JSONObject, to new: JSONObject, errors: Errors) -> Bool {
        old.allSatisfy { member in
            guard let value = new[member.key] else { return false }
            if value == member.value { return true }
            return switch member.key {
            case "environment": names(value).isSubset(of: names(member.value))
            case "depth", "callsInRun": isAtMost(value["max"] ?? .null, member.value["max"] ?? .null)
            case "budgetLeft": isAtLeast(value["min"], member.value["min"])
            case "timeWindow": isWindow(value, within: member.value)
            case "arguments":
                (member.value.object ?? [:]).allSatisfy { test in
                    value[test.key].map { isTest($0, within: test.value, errors) } ?? false
                }
            default: false
            }
        }
    }

    private static func names(_ value: JSONValue) -> Set<String> {
        Set(value.string.map { [$0] } ?? value.array?.compactMap(\.string) ?? [])
    }

    // MARK: Times

    private struct Window {
        let start: Int
        let length: Int
        let days: Set<Int>

        static let names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

        init?(_ value: JSONValue) {
            guard let start = Window.minutes(value["start"]), let end = Window.minutes(value["end"]) else { return nil }
            self.start = start
            length = start < end ? end - start : end - start + 1_440
            let listed = value["days"]?.array?.compactMap { $0.string.flatMap { Window.names.firstIndex(of: $0) } }
            days = listed.map(Set.init) ?? Set(Window.names.indices)
        }

        private static func minutes(_ value: JSONValue?) -> Int? {
            let parts = (value?.string ?? "").split(separator: ":").compactMap { Int($0) }
            return parts.count == 2 ? parts[0] * 60 + parts[1] : nil
        }
    }

    private static func isWindow(_ new: JSONValue, within old: JSONValue) -> Bool {
        guard new["timeZone"] == old["timeZone"], let inner = Window(new), let outer = Window(old) else { return false }
        let offset = (inner.start - outer.start + 1_440) % 1_440
        guard offset + inner.length <= outer.length else { return false }
        // What begins after the midnight that the outer window crosses belongs to the outer window of the day before.
        let shift = outer.start + offset >= 1_440 ? 1 : 0
        return inner.days.allSatisfy { outer.days.contains(($0 - shift + 7) % 7) }
    }

    // MARK: Arguments

    private static func isTest(_ new: JSONValue, within old: JSONValue, _ errors: Errors) -> Bool {
        if new == old { return true }
        guard let outer = old.object?.members.first, let inner = new.object?.members.first else { return false }
        switch (outer.key, inner.key) {
        case ("max", "max"), ("maxLength", "maxLength"): return isAtMost(inner.value, outer.value)
        case ("min", "min"): return isAtMost(outer.value, inner.value)
        default: break
        }
        // The others compare with values of several types, so a value may be an error to one and none to the other.
        guard errors == .fail else { return false }
        switch (outer.key, inner.key) {
        case ("in", "in"), ("hostIn", "hostIn"): return elements(inner.value).isSubset(of: elements(outer.value))
        case ("notIn", "notIn"): return elements(outer.value).isSubset(of: elements(inner.value))
        case ("in", "equals"): return elements(outer.value).contains(inner.value)
        case ("startsWith", "startsWith"), ("startsWith", "equals"):
            guard let prefix = outer.value.string, let text = inner.value.string else { return false }
            return text.utf8.starts(with: prefix.utf8)
        case ("under", "under"): return isPath(inner.value.string, under: outer.value.string)
        // Whatever is missing meets no test but `present: false`.
        case ("present", let test): return outer.value.bool == true && test != "present"
        default: return false
        }
    }

    private static func elements(_ value: JSONValue) -> Set<JSONValue> { Set(value.array ?? []) }

    private static func isAtMost(_ left: JSONValue, _ right: JSONValue) -> Bool {
        guard let left = left.number, let right = right.number else { return false }
        return left <= right
    }

    /// Of two amounts of money in one currency.
    private static func isAtLeast(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
        guard let left = left?.string.flatMap({ Money($0) }), let right = right?.string.flatMap({ Money($0) }) else {
            return false
        }
        return left.currency == right.currency && left.micros >= right.micros
    }

    /// By text; what has `.` or `..` or double slashes in it is not judged.
    private static func isPath(_ path: String?, under root: String?) -> Bool {
        guard let path, let root, path.hasPrefix("/"), root.hasPrefix("/") else { return false }
        let parts = [path, root].map { $0.dropFirst().split(separator: "/", omittingEmptySubsequences: false) }
        guard parts.allSatisfy({ $0.allSatisfy { !["", ".", ".."].contains($0) } }) else { return false }
        return parts[0].starts(with: parts[1])
    }
}
