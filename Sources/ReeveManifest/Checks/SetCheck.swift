import ReeveDiagnostics
import ReeveModel

/// Rules about all objects of a run together: what they refer to, what must be unique, what an environment asks.
package enum SetChecks {
    /// - Parameter known: whether the store has an object; always false without a store.
    package static func check(_ set: ManifestSet, known: (ObjectKey) -> Bool = { _ in false }) -> [Diagnostic] {
        let index = ObjectIndex(set)
        return ReferenceCheck.check(set, index: index, known: known) + UniqueCheck.check(set)
            + ServerVersionCheck.check(set, index: index)
    }
}

/// The objects of a run by key.
struct ObjectIndex {
    private let positions: [ObjectKey: Int]
    private let broken: Set<ObjectKey>
    private let environmentsByOrganization: [String: [String]]

    init(_ set: ManifestSet) {
        var positions: [ObjectKey: Int] = [:]
        positions.reserveCapacity(set.objects.count)
        var environments: [String: [String]] = [:]
        for (index, object) in set.objects.enumerated() {
            positions[object.key] = index
            if object.key.kind == "Environment" {
                environments[object.key.organization ?? "", default: []].append(object.key.name)
            }
        }
        self.positions = positions
        broken = set.brokenKeys
        environmentsByOrganization = environments
    }

    func contains(_ key: ObjectKey) -> Bool { positions[key] != nil || broken.contains(key) }
    func position(of key: ObjectKey) -> Int? { positions[key] }
    func environments(of organization: String?) -> [String] { environmentsByOrganization[organization ?? ""] ?? [] }
}
