import ReeveJSON

/// What tasks know goes to another place, or may.
enum ModelProviderRisks {
    static func details(of change: SpecChange) -> [String] {
        var details = ["type", "endpoint", "fallback"].filter { change.differs($0) }.map { field in
            field == "endpoint" ? "asks \(change.after["endpoint"]?.string ?? "nobody")" : field + " changes"
        }
        if let widened = widenedEgress(change) { details.append(widened) }
        return details
    }

    /// What requests may now connect to and could not before; nil for nothing. A list that is taken away leaves the
    /// endpoint's own public host alone, which is no more than a list allows that names it.
    private static func widenedEgress(_ change: SpecChange) -> String? {
        let before = Set(change.before["egress"]?.array?.compactMap(\.string) ?? [])
        let added = (change.after["egress"]?.array ?? []).compactMap(\.string).filter { !before.contains($0) }
        guard added.isEmpty else { return "may connect to " + added.joined(separator: ", ") }
        guard !before.isEmpty, change.after["egress"] == nil else { return nil }
        return "egress is gone: the endpoint's own public host is what it may connect to"
    }
}
