internal import ReeveJSON
internal import ReeveModel

/// Finds the risks of a change: rules of the kind, then rules that hold for every kind.
package enum RiskRules {
    /// Both sides of a change, parsed. An absent side is `null`.
    struct Sides {
        let key: ObjectKey
        let before: JSONValue
        let after: JSONValue

        var isCreate: Bool { before.isNull }
        var isDelete: Bool { after.isNull }
    }

    /// In the order of ``ChangeRisk``, each risk at most once; details are joined.
    ///
    /// - Parameter key: the key afterwards.
    static func risks(
        action: PlannedAction, key: ObjectKey, before: PlannedChange.Content?, after: PlannedChange.Content?
    ) -> [PlannedRisk] {
        if action == .forget || action == .move || action == .create && !createRisks.contains(key.kind) { return [] }
        let sides = Sides(key: key, before: before?.specValue ?? .null, after: after?.specValue ?? .null)
        var found: [PlannedRisk] = []
        switch key.kind {
        case "Policy": found += PolicyRisks.risks(of: sides)
        case "Connection": found += ConnectionRisks.risks(of: sides)
        case "Limit": found += LimitRisks.risks(of: sides)
        case "Batch": found += LimitRisks.risks(ofBatch: sides)
        case "Agent", "ServiceAccount", "Membership", "User", "Environment", "Tool":
            found += PermissionRisks.risks(of: sides)
        default: break
        }
        if action.removesObject {
            found.append(PlannedRisk(.delete, action == .replace ? "is made anew" : "is deleted"))
        }
        if let before, let after {
            let level = ProtectionRule.effective(kind: key.kind, content: before)
            if ProtectionRule.effective(kind: key.kind, content: after) < level {
                found.append(PlannedRisk(.protectionRemoved, "protect was " + before.protectionName))
            }
            found += secretRisks(kind: key.kind, sides)
        }
        return merged(found)
    }

    /// Kinds of which a new object alone is a risk; the specs of others need not be looked at.
    private static let createRisks: Set<String> = ["Policy", "Connection"]

    /// Another place of a secret, in whatever field the description says that one lies.
    private static func secretRisks(kind: String, _ sides: Sides) -> [PlannedRisk] {
        guard sides.before != sides.after, let shape = KindRegistry.description(of: kind)?.shape else { return [] }
        let before = SecretPlaces(sides.before, type: .object(shape)).found
        let after = SecretPlaces(sides.after, type: .object(shape)).found
        var paths: Set<String> = []
        for (path, place) in before where after[path] != place { paths.insert(path) }
        for (path, place) in after where before[path] != place { paths.insert(path) }
        return paths.isEmpty ? [] : [PlannedRisk(.secretChanged, paths.sorted().joined(separator: ", "))]
    }

    private static func merged(_ risks: [PlannedRisk]) -> [PlannedRisk] {
        ChangeRisk.allCases.compactMap { risk in
            let details = risks.filter { $0.risk == risk }.map(\.detail)
            guard !details.isEmpty else { return nil }
            return PlannedRisk(risk, details.joined(separator: "; "))
        }
    }
}

/// The secret references of a spec, by JSON Pointer.
private struct SecretPlaces {
    var found: [String: String] = [:]

    init(_ value: JSONValue, type: FieldType) { collect(value, type: type, at: JSONPointer()) }

    private mutating func collect(_ value: JSONValue, type: FieldType?, at pointer: JSONPointer) {
        guard let type else { return }
        switch FieldShape(type, for: value) {
        case .object(let shape):
            for member in value.object ?? [:] {
                collect(member.value, type: shape.field(member.key)?.type, at: pointer.appending(member.key))
            }
        case .map(let values):
            for member in value.object ?? [:] {
                collect(member.value, type: values, at: pointer.appending(member.key))
            }
        case .list(let element, _):
            for (index, item) in (value.array ?? []).enumerated() {
                collect(item, type: element, at: pointer.appending(index))
            }
        case .leaf(.secretReference), .leaf(.secretOrText):
            if let text = value.string, SecretReference(text) != nil { found[pointer.description] = text }
        case .leaf: break
        }
    }
}
