internal import ReeveJSON
internal import ReeveModel

/// Finds the risks of a change: first those that its kind names, then those that every kind has.
package enum RiskRules {
    /// The risks in the order of ``ChangeRisk``. Each occurs at most once, with its details joined.
    ///
    /// - Parameter kind: nil for a kind that this version does not know. The risks that every kind has are found
    ///   anyway.
    static func risks(
        action: PlannedAction, kind: KindDescription?, before: PlannedChange.Content?, after: PlannedChange.Content?
    ) -> [PlannedRisk] {
        if action == .forget || action == .move { return [] }
        if action == .create, kind?.riskRule?.judgesCreates != true { return [] }
        let change = SpecChange(before: before?.specValue ?? .null, after: after?.specValue ?? .null)
        var found = kind?.riskRule?.risks(of: change) ?? []
        if action.removesObject {
            found.append(PlannedRisk(.delete, action == .replace ? "is made anew" : "is deleted"))
        }
        if let before, let after {
            let rule = ProtectionRule(kind: kind)
            if rule.level(of: after) < rule.level(of: before) {
                found.append(PlannedRisk(.protectionRemoved, "protect was " + before.protectionName))
            }
            found += secretRisks(kind: kind, change)
        }
        return merged(found)
    }

    /// The risk of a secret reference that was added, removed or changed, in any field that may hold one.
    private static func secretRisks(kind: KindDescription?, _ change: SpecChange) -> [PlannedRisk] {
        guard change.before != change.after, let shape = kind?.shape else { return [] }
        let before = SecretPlaces(change.before, type: .object(shape)).found
        let after = SecretPlaces(change.after, type: .object(shape)).found
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
