import ReeveJSON

/// Both sides of a change of an object, as its spec was and will be. An absent side is `null`.
package struct SpecChange: Sendable {
    package let before: JSONValue
    package let after: JSONValue

    package init(before: JSONValue, after: JSONValue) {
        self.before = before
        self.after = after
    }

    package var isCreate: Bool { before.isNull }
    package var isDelete: Bool { after.isNull }
}

// What risk rules ask about single fields.
extension SpecChange {
    package func differs(_ field: String) -> Bool { before[field] != after[field] }

    /// From `false` to `true`; an absent value is neither.
    package func isSwitchedOn(_ field: String) -> Bool { before[field]?.bool == false && after[field]?.bool == true }

    /// Whether a bound went up or away; where there was no bound, none is raised. What cannot be compared counts as raised.
    package func isRaised(_ field: String) -> Bool { Self.isRaised(before[field], after[field]) }

    package static func isRaised(_ old: JSONValue?, _ new: JSONValue?) -> Bool {
        guard let old, old != new else { return false }
        guard let new else { return true }
        if let before = old.number, let after = new.number { return after > before }
        if let before = old.string.flatMap({ Money($0) }), let after = new.string.flatMap({ Money($0) }),
            before.currency == after.currency
        {
            return after.micros > before.micros
        }
        if let before = old.string.flatMap(DurationText.parse), let after = new.string.flatMap(DurationText.parse) {
            return after > before
        }
        return true
    }

    /// The texts that a list has and had not, five of them by name: `may use git/log, git/show and 2 more`.
    package func gained(_ field: String, _ verb: String) -> [String] {
        let old = Set(before[field]?.array ?? [])
        return Self.gained((after[field]?.array ?? []).filter { !old.contains($0) }.compactMap(\.string), verb)
    }

    /// What is new, five of it by name; no detail where nothing is.
    package static func gained(_ new: [String], _ verb: String) -> [String] {
        guard !new.isEmpty else { return [] }
        let more = new.count > 5 ? " and \(new.count - 5) more" : ""
        return [verb + " " + new.prefix(5).joined(separator: ", ") + more]
    }

    /// - Parameter roles: from the one that may do the least; a role that is none of them counts as the first.
    package func raisedRole(_ roles: [String]) -> [String] {
        let old = before["role"]?.string.flatMap { roles.firstIndex(of: $0) } ?? 0
        guard let role = after["role"]?.string, let new = roles.firstIndex(of: role), new > old else { return [] }
        return ["becomes " + role]
    }

    /// Whether an instant moved away; an absent one is later than every other.
    package func isLater(_ field: String) -> Bool {
        guard let old = before[field]?.string else { return false }
        guard let new = after[field]?.string else { return true }
        return Timestamp(new) ?? Timestamp(microseconds: .max) > Timestamp(old) ?? Timestamp(microseconds: 0)
    }
}
