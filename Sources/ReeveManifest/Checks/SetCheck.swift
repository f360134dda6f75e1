import ReeveDiagnostics
import ReeveModel

/// Rules about all objects of a run together: what they refer to, what must be unique, what an environment asks.
package enum SetChecks {
    /// - Parameter stored: what the store has; nothing without a store.
    package static func check(_ set: ManifestSet, stored: StoredKeys = StoredKeys([])) async -> [Diagnostic] {
        let index = ObjectIndex(set, stored)
        async let references = ReferenceCheck.check(set, index: index) { stored.contains($0) }
        async let doubles = UniqueCheck.check(set)
        return await references + doubles + ServerVersionCheck.check(set, index: index)
    }

    /// Warns of names of connections that nothing has.
    ///
    /// - Parameter stored: what the store has; nil without a store. Read only where the manifests lack a name.
    package static func checkNames(_ set: ManifestSet, stored: @autoclosure () -> StoredKeys? = nil) -> [Diagnostic] {
        guard ConnectionNameCheck.isAnyMissing(set) else { return [] }
        return ConnectionNameCheck.check(set, stored: stored())
    }
}

/// The keys of what a store has.
package struct StoredKeys: Sendable {
    private let keys: Set<ObjectKey>
    /// By organization.
    fileprivate let environments: [String: [String]]
    let connections: [ObjectKey]

    package init(_ keys: some Sequence<ObjectKey>) {
        self.keys = Set(keys)
        var environments: [String: [String]] = [:]
        var connections: [ObjectKey] = []
        for key in self.keys {
            if key.kind == "Environment" { environments[key.organization ?? "", default: []].append(key.name) }
            if key.kind == "Connection" { connections.append(key) }
        }
        self.connections = connections
        self.environments = environments.mapValues { $0.sorted() }
    }

    package func contains(_ key: ObjectKey) -> Bool { keys.contains(key) }
}

/// The objects of a run by key.
struct ObjectIndex: Sendable {
    private let positions: [ObjectKey: Int]
    private let broken: Set<ObjectKey>
    private let environmentsByOrganization: [String: [String]]

    init(_ set: ManifestSet, _ stored: StoredKeys = StoredKeys([])) {
        var environments = stored.environments
        for object in set.objects where object.key.kind == "Environment" {
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
