import ReeveModel

/// The objects of a run by key.
struct ObjectIndex: Sendable {
    private let positions: [ObjectKey: Int]
    private let broken: Set<ObjectKey>
    private let environmentsByOrganization: [String: [String]]

    init(_ set: ManifestSet, _ stored: StoredKeys = StoredKeys([])) {
        var environments = stored.environments
        for object in set.objects where object.key.kind == KindName.environment {
            if stored.contains(object.key) { continue }
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
