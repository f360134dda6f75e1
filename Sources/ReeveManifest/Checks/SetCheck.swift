import ReeveDiagnostics
import ReeveModel

/// Rules about all objects of a run together: what they refer to, what must be unique, what an environment asks.
package enum SetChecks {
    /// - Parameter known: whether the store has an object; always false without a store.
    package static func check(
        _ set: ManifestSet, known: @escaping @Sendable (ObjectKey) -> Bool = { _ in false }
    ) async -> [Diagnostic] {
        let index = ObjectIndex(set)
        async let references = ReferenceCheck.check(set, index: index, known: known)
        async let doubles = UniqueCheck.check(set)
        return await references + doubles + ServerVersionCheck.check(set, index: index)
    }
}

/// The objects of a run by key.
struct ObjectIndex: Sendable {
    private let positions: [ObjectKey: Int]
    private let broken: Set<ObjectKey>
    private let environmentsByOrganization: [String: [String]]

    init(_ set: ManifestSet) {
        var environments: [String: [String]] = [:]
        for object in set.objects where object.key.kind == "Environment" {
            environments[object.key.organization ?? "", default: []].append(object.key.name)
        }
        positions = set.positions
        broken = set.brokenKeys
        environmentsByOrganization = environments
    }

    func contains(_ key: ObjectKey) -> Bool { positions[key] != nil || broken.contains(key) }
    func position(of key: ObjectKey) -> Int? { positions[key] }
    func environments(of organization: String?) -> [String] { environmentsByOrganization[organization ?? ""] ?? [] }
}
