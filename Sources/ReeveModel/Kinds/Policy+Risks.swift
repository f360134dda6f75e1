import ReeveJSON

/// A policy widens permission where an allow comes or changes, or a deny goes or changes.
enum PolicyRisks {
    static func risks(of change: SpecChange) -> [PlannedRisk] {
        let before = Form(change.before)
        let after = Form(change.after)
        if change.isCreate {
            guard after.isEffective, !after.allows.isEmpty else { return [] }
            return [widened(count(after.allows.count, "allow rule") + " for " + after.audience)]
        }
        if change.isDelete {
            guard before.isEffective, !before.denies.isEmpty else { return [] }
            return [widened(count(before.denies.count, "deny rule") + " gone")]
        }
        var details: [String] = []
        if before.isActive != after.isActive {
            if after.isActive, !after.allows.isEmpty { details.append("switched on") }
            if before.isActive, !before.denies.isEmpty { details.append("switched off") }
        }
        details += changedRules(before, after)
        if before.bindings != after.bindings {
            if !after.allows.isEmpty, !after.bindings.subtracting(before.bindings).isEmpty {
                details.append("bound to more")
            }
            if !before.denies.isEmpty, !before.bindings.subtracting(after.bindings).isEmpty {
                details.append("deny rules bound to less")
            }
        }
        return details.isEmpty ? [] : [widened(details.joined(separator: ", "))]
    }

    private static func changedRules(_ before: Form, _ after: Form) -> [String] {
        var details: [String] = []
        for (id, rule) in after.allows.sorted(by: { $0.key < $1.key }) where before.allows[id] != rule {
            if let old = before.allows[id], isNarrowed(old, to: rule) { continue }
            details.append("allow rule \(id) " + (before.allows[id] == nil ? "is new" : "changes"))
        }
        for (id, rule) in before.denies.sorted(by: { $0.key < $1.key }) where after.denies[id] != rule {
            if let new = after.denies[id], isWidened(rule, to: new) { continue }
            details.append("deny rule \(id) " + (after.denies[id] == nil ? "goes" : "changes"))
        }
        return details
    }

    /// Whether an allow rule only got stricter conditions, all of which must hold.
    private static func isNarrowed(_ before: JSONObject, to after: JSONObject) -> Bool {
        rest(before) == rest(after)
            && ConditionNarrowing.isNarrowed(conditions(before), to: conditions(after), errors: .fail)
    }

    /// Whether a deny rule only got looser conditions, so that it denies more.
    private static func isWidened(_ before: JSONObject, to after: JSONObject) -> Bool {
        rest(before) == rest(after)
            && ConditionNarrowing.isNarrowed(conditions(after), to: conditions(before), errors: .hold)
    }

    private static func conditions(_ rule: JSONObject) -> JSONObject { rule["conditions"]?.object ?? [:] }

    private static func rest(_ rule: JSONObject) -> JSONObject {
        var rule = rule
        rule["conditions"] = nil
        return rule
    }

    private static func widened(_ detail: String) -> PlannedRisk { PlannedRisk(.permissionWidened, detail) }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// What counts of a policy; the reasons that rules give people do not.
    private struct Form {
        let isActive: Bool
        let bindings: Set<JSONValue>
        private(set) var allows: [String: JSONObject] = [:]
        private(set) var denies: [String: JSONObject] = [:]

        init(_ spec: JSONValue) {
            isActive = spec["active"]?.bool ?? true
            bindings = Set(spec["bindings"]?.array ?? [])
            for rule in spec["rules"]?.array ?? [] {
                guard var object = rule.object, let id = object["id"]?.string else { continue }
                object["reason"] = nil
                if object["effect"]?.string == "allow" { allows[id] = object } else { denies[id] = object }
            }
        }

        var isEffective: Bool { isActive && !bindings.isEmpty }

        var audience: String {
            let scopes = bindings.map { $0["scope"]?.string ?? "" }
            return scopes.allSatisfy { $0 == "agent" }
                ? PolicyRisks.count(bindings.count, "agent") : PolicyRisks.count(bindings.count, "binding")
        }
    }
}
