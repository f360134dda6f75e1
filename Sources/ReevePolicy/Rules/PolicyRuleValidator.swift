package import ReeveJSON

/// Finds what is wrong with rules and bindings; empty where they compile.
package enum PolicyRuleValidator {
    /// - Parameter timeZones: nil checks only the shape of a zone's name.
    package static func problems(inRule rule: JSONValue, timeZones: TimeZoneLookup? = nil) -> [PolicyProblem] {
        PolicyRuleReader(timeZones: timeZones).rule(rule, index: 0).problems
    }

    /// - Parameter policyEnvironment: the environment that the policy is narrowed to.
    package static func problems(inBinding binding: JSONValue, policyEnvironment: String? = nil) -> [PolicyProblem] {
        PolicyBinding(binding, policyEnvironment: policyEnvironment).problems
    }

    /// Everything wrong with a policy's spec, repeated rule ids too, with pointers into the spec.
    package static func problems(
        inSpec spec: JSONValue, policyEnvironment: String? = nil, timeZones: TimeZoneLookup? = nil
    ) -> [PolicyProblem] {
        var problems: [PolicyProblem] = []
        guard var reader = FieldReader(spec, at: JSONPointer(), problems: &problems) else { return problems }
        reader.allow(["active", "rules", "bindings"])
        if let active = reader.object["active"] { _ = reader.flag(active, "active") }
        var firsts: [String: Int] = [:]
        for (index, rule) in list("rules", &reader).enumerated() {
            let place = JSONPointer(tokens: ["rules", String(index)])
            reader.add(self.problems(inRule: rule, timeZones: timeZones).map { $0.below(place) })
            guard let id = rule["id"]?.string else { continue }
            if let first = firsts[id] {
                reader.add([
                    PolicyProblem(
                        .invalidValue, at: place.appending("id"),
                        "rule '\(id.shortened)' is already rule \(first + 1) of the policy")
                ])
            } else {
                firsts[id] = index
            }
        }
        for (index, binding) in list("bindings", &reader).enumerated() {
            let place = JSONPointer(tokens: ["bindings", String(index)])
            reader.add(
                self.problems(inBinding: binding, policyEnvironment: policyEnvironment).map { $0.below(place) })
        }
        return reader.problems
    }

    private static func list(_ field: String, _ reader: inout FieldReader) -> [JSONValue] {
        guard let value = reader.object[field] else { return [] }
        if value.array == nil { reader.add(.wrongType, field, "is \(value.typeName), expected list") }
        return value.array ?? []
    }
}
