import ReeveJSON

/// More may happen in the same time.
enum LimitRisks {
    static func risks(of change: SpecChange) -> [PlannedRisk] {
        if change.isDelete { return [PlannedRisk(.limitRaised, "the limit is gone")] }
        var details: [String] = []
        let old = change.before["rate"] ?? .null
        let new = change.after["rate"] ?? .null
        if old != new, !old.isNull {
            if new.isNull {
                details.append("rate is gone")
            } else if perSecond(new) > perSecond(old) || SpecChange.isRaised(old["capacity"], new["capacity"]) {
                details.append("rate")
            }
        }
        if change.isRaised("concurrency") { details.append("concurrency") }
        if change.differs("scope") { details.append("scope") }
        // More buckets let more pass together.
        let buckets = Set(change.after["per"]?.array ?? []).subtracting(change.before["per"]?.array ?? [])
        if !buckets.isEmpty { details.append("per") }
        return details.isEmpty ? [] : [PlannedRisk(.limitRaised, details.joined(separator: ", "))]
    }

    private static func perSecond(_ rate: JSONValue) -> Double {
        let every = rate["every"]?.string.flatMap { DurationText.parse($0) } ?? .seconds(1)
        let seconds = Double(every.microseconds) / 1_000_000
        return (rate["refill"]?.number?.double ?? 0) / max(seconds, 0.000001)
    }
}
