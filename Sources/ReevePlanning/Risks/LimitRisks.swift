internal import ReeveJSON
internal import ReeveModel

/// More may happen in the same time.
enum LimitRisks {
    static func risks(of sides: RiskRules.Sides) -> [PlannedRisk] {
        if sides.isCreate { return [] }
        if sides.isDelete { return [PlannedRisk(.limitRaised, "the limit is gone")] }
        var details: [String] = []
        let old = sides.before["rate"] ?? .null
        let new = sides.after["rate"] ?? .null
        if old != new, !old.isNull {
            if new.isNull {
                details.append("rate is gone")
            } else if perSecond(new) > perSecond(old) || raised(old["capacity"], new["capacity"]) {
                details.append("rate")
            }
        }
        if raised(sides.before["concurrency"], sides.after["concurrency"]) { details.append("concurrency") }
        if sides.before["scope"] != sides.after["scope"] { details.append("scope") }
        // More buckets let more pass together.
        let buckets = Set(sides.after["per"]?.array ?? []).subtracting(sides.before["per"]?.array ?? [])
        if !buckets.isEmpty { details.append("per") }
        return details.isEmpty ? [] : [PlannedRisk(.limitRaised, details.joined(separator: ", "))]
    }

    static func risks(ofBatch sides: RiskRules.Sides) -> [PlannedRisk] {
        if sides.isCreate || sides.isDelete { return [] }
        var details: [String] = []
        for name in ["concurrency", "maxFailures"] where raised(sides.before[name], sides.after[name]) {
            details.append(name)
        }
        let old = sides.before["budget"]?.object ?? [:]
        for member in old where raised(member.value, sides.after["budget"]?[member.key]) {
            details.append("budget." + member.key)
        }
        return details.isEmpty ? [] : [PlannedRisk(.limitRaised, details.joined(separator: ", "))]
    }

    /// Whether a bound went up or away; no bound before is no bound to raise.
    static func raised(_ old: JSONValue?, _ new: JSONValue?) -> Bool {
        guard let old, old != new else { return false }
        guard let new else { return true }
        guard let before = old.number, let after = new.number else { return true }
        return after > before
    }

    private static func perSecond(_ rate: JSONValue) -> Double {
        let every = rate["every"]?.string.flatMap { DurationText.parse($0) } ?? .seconds(1)
        let seconds = Double(every.microseconds) / 1_000_000
        return (rate["refill"]?.number?.double ?? 0) / max(seconds, 0.000001)
    }
}
