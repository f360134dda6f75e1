import ReeveModel

/// The keys of what a store has.
package struct StoredKeys: Sendable {
    private let keys: Set<ObjectKey>
    /// By organization.
    let environments: [String: [String]]
    let connections: [ObjectKey]

    package init(_ keys: some Sequence<ObjectKey>) {
        self.keys = Set(keys)
        var environments: [String: [String]] = [:]
        var connections: [ObjectKey] = []
        for key in self.keys {
            if key.kind == KindName.environment { environments[key.organization ?? "", default: []].append(key.name) }
            if key.kind == KindName.connection { connections.append(key) }
        }
        self.connections = connections
        self.environments = environments.mapValues { $0.sorted() }
    }

    package func contains(_ key: ObjectKey) -> Bool { keys.contains(key) }
}
