internal import ReeveModel
internal import ReeveJSON

/// Kinds other than policies whose fields decide what somebody may do. A new object grants nothing by
/// itself: policy still has to allow it.
enum PermissionRisks {
    static func risks(of sides: RiskRules.Sides) -> [PlannedRisk] {
        if sides.isCreate || sides.isDelete { return [] }
        var details: [String] = []
        switch sides.key.kind {
        case "Agent":
            details += gained("tools", sides, "may use")
            if switchedOn("enabled", sides) { details.append("enabled") }
            for field in ["serviceAccount", "connection", "slug", "mode"] where differs(field, sides) {
                details.append(field + " changes")
            }
        case "ServiceAccount":
            details += gained("scopes", sides, "may take")
            if switchedOn("enabled", sides) { details.append("enabled") }
            if isLater(sides.before["expiresAt"], sides.after["expiresAt"]) { details.append("expires later") }
        case "Membership":
            details += raisedRole(["member", "admin", "owner"], sides)
            if switchedOn("active", sides) { details.append("active again") }
            if differs("user", sides) || differs("serviceAccount", sides) { details.append("another member") }
        case "User":
            details += raisedRole(["user", "admin"], sides)
            if switchedOn("active", sides) { details.append("active again") }
        case "Environment": details += loosenedRules(sides)
        case "Tool":
            if switchedOn("enabled", sides) { details.append("enabled") }
            if isLowerRisk(sides) { details.append("risk is lower") }
            if losesTraits(sides) { details.append("fewer traits") }
            if switchedOn("idempotent", sides) { details.append("may be repeated") }
            if differs("readBack", sides), sides.after["readBack"] != nil {
                details.append("may be repeated after its readBack")
            }
            if differs("connection", sides) || differs("tool", sides) { details.append("another tool") }
            if let schema = sides.before["inputSchema"], sides.after["inputSchema"] != schema {
                details.append("input schema changes")
            }
        default: break
        }
        return details.isEmpty ? [] : [PlannedRisk(.permissionWidened, details.joined(separator: ", "))]
    }

    private static func differs(_ field: String, _ sides: RiskRules.Sides) -> Bool {
        sides.before[field] != sides.after[field]
    }

    private static func switchedOn(_ field: String, _ sides: RiskRules.Sides) -> Bool {
        sides.before[field]?.bool == false && sides.after[field]?.bool == true
    }

    private static func gained(_ field: String, _ sides: RiskRules.Sides, _ verb: String) -> [String] {
        let old = Set(sides.before[field]?.array ?? [])
        let new = (sides.after[field]?.array ?? []).filter { !old.contains($0) }.compactMap(\.string)
        guard !new.isEmpty else { return [] }
        let more = new.count > 5 ? " and \(new.count - 5) more" : ""
        return [verb + " " + new.prefix(5).joined(separator: ", ") + more]
    }

    private static func raisedRole(_ roles: [String], _ sides: RiskRules.Sides) -> [String] {
        let old = sides.before["role"]?.string.flatMap { roles.firstIndex(of: $0) } ?? 0
        guard let role = sides.after["role"]?.string, let new = roles.firstIndex(of: role), new > old else { return [] }
        return ["becomes " + role]
    }

    /// An absent end is later than every end.
    private static func isLater(_ old: JSONValue?, _ new: JSONValue?) -> Bool {
        guard let old = old?.string else { return false }
        guard let new = new?.string else { return true }
        return Timestamp(new) ?? Timestamp(microseconds: .max) > Timestamp(old) ?? Timestamp(microseconds: 0)
    }

    private static func loosenedRules(_ sides: RiskRules.Sides) -> [String] {
        (sides.before["rules"]?.object ?? [:]).compactMap { member in
            member.value.bool == true && sides.after["rules"]?[member.key]?.bool != true ? member.key + " is off" : nil
        }
    }

    /// What is not declared counts as high.
    private static func isLowerRisk(_ sides: RiskRules.Sides) -> Bool {
        let levels = ["low", "medium", "high"]
        func level(_ spec: JSONValue) -> Int { spec["risk"]?.string.flatMap { levels.firstIndex(of: $0) } ?? 2 }
        return level(sides.after) < level(sides.before)
    }

    /// What is not declared counts as every trait.
    private static func losesTraits(_ sides: RiskRules.Sides) -> Bool {
        guard let new = sides.after["traits"]?.array else { return false }
        guard let old = sides.before["traits"]?.array else { return true }
        return !Set(old).isSubset(of: new)
    }
}
