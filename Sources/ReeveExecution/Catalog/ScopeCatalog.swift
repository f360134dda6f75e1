internal import ReeveJSON
internal import ReeveModel
package import ReevePolicy
package import ReeveStore

/// Compiled scopes, made once for each revision of the store.
package actor ScopeCatalog {
    private let store: any Store
    private let timeZones: TimeZoneLookup
    private var scopes: [Scope: ExecutionScope] = [:]
    private var compiled: [ULID: CompiledTool] = [:]

    package init(store: any Store, timeZones: @escaping TimeZoneLookup = ScopeCatalog.systemTimeZones) {
        self.store = store
        self.timeZones = timeZones
    }

    package static let systemTimeZones: TimeZoneLookup = { try? TimeZoneDatabase().rules(named: $0) }

    /// The scope as it was when it was read last, where it was; for decisions that are checked against the store
    /// before they count.
    package func recent(organization: String, environment: String) async throws(ExecutionError) -> ExecutionScope {
        if let known = scopes[Scope(organization: organization, environment: environment)] { return known }
        return try await scope(organization: organization, environment: environment)
    }

    /// The scope as it is now: one short read, and a compilation where something was changed.
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
}
