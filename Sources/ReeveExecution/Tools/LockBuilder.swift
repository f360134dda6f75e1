package import ReeveJSON
package import ReeveModel
internal import ReeveStore

/// What `reeve.lock` must hold, from the latest sync.
package struct LockBuilder: Sendable {
    /// Digests by `organization/environment`, then by address or connection; all sorted.
    package struct Lock: Sendable, Hashable {
        package struct Entry: Sendable, Hashable {
            /// The address of a tool, or the name of a connection.
            package let address: String
            package let digest: ContentDigest
        }

        package let scopes: [(scope: String, entries: [Entry])]

        package static func == (lhs: Lock, rhs: Lock) -> Bool {
            lhs.scopes.map(\.scope) == rhs.scopes.map(\.scope)
                && lhs.scopes.map(\.entries) == rhs.scopes.map(\.entries)
        }

        package func hash(into hasher: inout Hasher) {
            for scope in scopes {
                hasher.combine(scope.scope)
                hasher.combine(scope.entries)
            }
        }
    }

    private let store: any Store
    private let catalog: ScopeCatalog

    package init(_ services: ExecutionServices) {
        store = services.store
        catalog = services.catalog
    }

    /// Locks the newest definition of each tool that its server offers, accepted or not, and the launch of each
    /// connection that was synced. Reads only.
    ///
    /// - Parameter scopes: the environments to lock.
    package func lock(_ scopes: [Scope]) async throws(ExecutionError) -> Lock {
        var out: [(scope: String, entries: [Lock.Entry])] = []
        for scope in Set(scopes).sorted(by: { $0.description < $1.description }) {
            guard let organization = scope.organization, let environment = scope.environment else { continue }
            let compiled = try await catalog.scope(organization: organization, environment: environment)
            var entries: [Lock.Entry] = []
            let definitions: [ToolDefinition]
            do {
                definitions = try await store.toolDefinitions(
                    ToolFilter(organization: organization, environment: environment, currentOnly: false))
            } catch {
                throw ExecutionError(error)
            }
            var synced: Set<String> = []
            for (address, versions) in Dictionary(grouping: definitions, by: \.address) {
                // Where a definition waits for its approval, that one is locked and not the one that it would replace.
                let offered =
                    versions.first { !$0.isCurrent && $0.status == .stale }
                    ?? versions.first { $0.isCurrent && $0.status != .vanished && $0.status != .failed }
                guard let offered else { continue }
                entries.append(Lock.Entry(address: address, digest: offered.digest))
                synced.insert(offered.connection)
            }
            for name in synced {
                guard let connection = compiled.connections[name] else { continue }
                entries.append(Lock.Entry(address: name, digest: connection.identity))
            }
            guard !entries.isEmpty else { continue }
            out.append((scope.description, entries.sorted { $0.address < $1.address }))
        }
        return Lock(scopes: out)
    }
}
