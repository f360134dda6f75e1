internal import ReeveJSON
package import ReeveModel
package import ReevePolicy
package import ReeveStore

/// Compiled scopes, made once for each revision of the store.
package actor ScopeCatalog {
    private let store: any Store
    private let timeZones: TimeZoneLookup
    private var scopes: [Scope: ExecutionScope] = [:]
    private var compiled: [ULID: CompiledTool] = [:]
    private var requesters: [Scope: ResolvedRequesters] = [:]

    package init(store: any Store, timeZones: @escaping TimeZoneLookup = ScopeCatalog.systemTimeZones) {
        self.store = store
        self.timeZones = timeZones
    }

    package static let systemTimeZones: TimeZoneLookup = { try? TimeZoneDatabase().rules(named: $0) }

    /// The scope that was read last, which may be old; where none was read before, the scope of this moment. Only for a
    /// decision that compares the scope's revision with the store's before it counts.
    package func recent(organization: String, environment: String) async throws(ExecutionError) -> ExecutionScope {
        if let known = scopes[Scope(organization: organization, environment: environment)] { return known }
        return try await scope(organization: organization, environment: environment)
    }

    /// The scope of this moment. Costs one short read, and a compilation where something was changed.
    package func scope(organization: String, environment: String) async throws(ExecutionError) -> ExecutionScope {
        let key = Scope(organization: organization, environment: environment)
        let known = scopes[key]
        let rows: ScopeRows?
        do {
            rows = try await store.read { reading throws(StoreError) -> ScopeRows? in
                let revision = try ScopeRevision.read(reading, organization: organization, environment: environment)
                if let known, known.revision == revision { return nil }
                return try ScopeRows.read(reading, organization: organization, environment: environment)
            }
        } catch {
            throw ExecutionError(error)
        }
        guard let rows else {
            if let known { return known }
            throw ExecutionError(.store, "no scope")
        }
        var reader = ScopeReader(
            organization: organization, environment: environment, timeZones: timeZones, compiled: compiled)
        let scope = try reader.scope(rows)
        compiled = reader.compiled
        scopes[key] = scope
        return scope
    }

    /// What the objects of this moment say of a requester.
    ///
    /// The answer may be newer than `scope`. Whoever decides by both compares the scope's revision with the store's
    /// before the decision counts.
    package func requester(
        _ requester: Requester, in scope: ExecutionScope
    ) async throws(ExecutionError) -> ResolvedRequester {
        if let known = requesters[scope.scope]?.find(requester, at: scope.revision) { return known }
        let (organization, environment) = (scope.organization, scope.environment)
        do {
            let (resolved, revision) = try await store.read { rows throws(StoreError) in
                let resolved = try ResolvedRequester.resolve(
                    requester, organization: organization, environment: environment, in: StoredRequesters(rows: rows))
                return (
                    resolved, try ScopeRevision.read(rows, organization: organization, environment: environment)
                )
            }
            requesters[scope.scope, default: ResolvedRequesters(revision)].add(resolved, at: revision)
            return resolved
        } catch {
            throw ExecutionError(error)
        }
    }
}
