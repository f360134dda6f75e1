internal import ReeveJSON
internal import ReeveModel
internal import ReevePattern

/// Compiles rules, bindings and whole specs; validation is the same reading with the result thrown away.
struct PolicyRuleReader {
    static let ruleFields = ["id", "action", "target", "effect", "conditions", "requires", "reason"]

    let timeZones: TimeZoneLookup?

    func rule(_ value: JSONValue, index: Int) -> PolicyRule {
        var problems: [PolicyProblem] = []
        let content = digest(value, leaving: ["id", "reason"])
        let terms = digest(value, leaving: ["id", "reason", "action", "target", "effect"])
        guard var reader = FieldReader(value, at: JSONPointer(), problems: &problems) else {
            return PolicyRule(
                id: "#\(index + 1)", actions: .all, target: nil, effect: .deny, conditions: [], approval: nil,
                reason: nil, problems: problems, contentDigest: content, termsDigest: terms)
        }
        reader.allow(Self.ruleFields)
        let id = reader.requiredText("id")
        let actions = actions(&reader)
        let target = target(&reader)
        let effect = reader.requiredText("effect").flatMap { reader.choice($0, "effect", of: PolicyEffect.allCases) }
        let reason = reader.optionalText("reason")
        var conditions: [Condition] = []
        if let value = reader.object["conditions"] {
            conditions = ConditionReader(timeZones: timeZones)
                .conditions(value, at: JSONPointer(tokens: ["conditions"]), problems: &problems)
        }
        let approval = approval(&reader, effect: effect)
        return PolicyRule(
            id: id ?? "#\(index + 1)", actions: actions ?? .all, target: target, effect: effect ?? .deny,
            conditions: conditions, approval: approval, reason: reason, problems: reader.problems + problems,
            contentDigest: content, termsDigest: terms)
    }

    private func digest(_ value: JSONValue, leaving fields: [String]) -> ContentDigest {
        guard var object = value.object else { return ContentDigest.of(value) }
        for field in fields { object[field] = nil }
        return ContentDigest.of(JSONValue.object(object))
    }

    private func actions(_ reader: inout FieldReader) -> PolicyActionSet? {
        guard let text = reader.requiredText("action") else { return nil }
        do {
            let glob = try Glob.action(text)
            let actions = PolicyActionSet(PolicyAction.allCases.filter { glob.matches($0.rawValue) })
            if !actions.isEmpty { return actions }
            reader.add(
                .invalidValue, "action", "'\(text.shortened)' names no action",
                alternatives: PolicyAction.allCases.map(\.rawValue))
        } catch {
            reader.add(.invalidGlob, "action", error.description)
        }
        return nil
    }

    private func target(_ reader: inout FieldReader) -> Glob? {
        guard let text = reader.requiredText("target") else { return nil }
        do {
            let glob = try Glob.target(text)
            let type = text.prefix { $0 != ":" }
            if PolicyTarget.Kind(rawValue: String(type)) != nil { return glob }
            let kinds = PolicyTarget.Kind.allCases.map { $0.rawValue + ":" }
            reader.add(
                .invalidValue, "target", "'\(String(type).shortened):' is not one of " + kinds.joined(separator: ", "),
                alternatives: kinds)
        } catch {
            reader.add(.invalidGlob, "target", error.description)
        }
        return nil
    }

    private func approval(_ reader: inout FieldReader, effect: PolicyEffect?) -> ApprovalRequirement? {
        guard let value = reader.object["requires"] else { return nil }
        if effect == .deny { reader.add(.misplacedRequirement, "requires", "only an allow rule may require something") }
        var problems: [PolicyProblem] = []
        defer { reader.add(problems) }
        let place = JSONPointer(tokens: ["requires"])
        guard var requires = FieldReader(value, at: place, problems: &problems) else { return nil }
        requires.allow(["approval"])
        let approval = requires.require("approval")
        problems += requires.problems
        guard let approval,
            var inner = FieldReader(approval, at: place.appending("approval"), problems: &problems)
        else { return nil }
        inner.allow(["approvers", "count", "expires", "separation"])
        let approvers = inner.require("approvers").flatMap { inner.texts($0, "approvers") }?.compactMap { text in
            let approver = ApprovalRequirement.Approver(text)
            if approver == nil {
                inner.add(.invalidValue, "approvers", "'\(text.shortened)' is neither user:NAME nor membership:ROLE")
            }
            return approver
        }
        let count = inner.object["count"].map { inner.integer($0, "count", 1...100) } ?? 1
        let expires = inner.object["expires"].map { duration($0, "expires", &inner) } ?? .seconds(14_400)
        let separation = inner.object["separation"].map { inner.flag($0, "separation") } ?? true
        problems += inner.problems
        guard let approvers, let count, let expires, let separation, inner.problems.isEmpty else { return nil }
        return ApprovalRequirement(approvers: approvers, count: count, expires: expires, isSeparate: separation)
    }

    private func duration(_ value: JSONValue, _ field: String, _ reader: inout FieldReader) -> Duration? {
        guard let text = reader.text(value, field) else { return nil }
        if let duration = DurationText.parse(text), duration > .zero { return duration }
        reader.add(.invalidValue, field, "'\(text.shortened)' is no duration such as 4h")
        return nil
    }
}
