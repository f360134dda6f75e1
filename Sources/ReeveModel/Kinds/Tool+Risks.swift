import ReeveJSON

/// A declaration lets a tool do more, or more often.
enum ToolRisks {
    static func details(of change: SpecChange) -> [String] {
        var details: [String] = []
        if change.isSwitchedOn("enabled") { details.append("enabled") }
        if isLowerRisk(change) { details.append("risk is lower") }
        if losesTraits(change) { details.append("fewer traits") }
        if change.isSwitchedOn("idempotent") { details.append("may be repeated") }
        if change.differs("readBack"), change.after["readBack"] != nil {
            details.append("may be repeated after its readBack")
        }
        if change.differs("connection") || change.differs("tool") { details.append("another tool") }
        if change.before["inputSchema"] != nil, change.differs("inputSchema") {
            details.append("input schema changes")
        }
        return details
    }

    /// A risk that is not declared counts as high.
    private static func isLowerRisk(_ change: SpecChange) -> Bool {
        func level(_ spec: JSONValue) -> RiskLevel { spec["risk"]?.string.flatMap { RiskLevel(rawValue: $0) } ?? .high }
        return level(change.after) < level(change.before)
    }

    /// Traits that are not declared count as every trait.
    private static func losesTraits(_ change: SpecChange) -> Bool {
        guard let new = change.after["traits"]?.array else { return false }
        guard let old = change.before["traits"]?.array else { return true }
        return !Set(old).isSubset(of: new)
    }
}
