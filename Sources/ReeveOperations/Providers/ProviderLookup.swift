import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore

/// A declared provider that a caller has named, and those that are asked in its place.
struct ProviderLookup: Sendable {
    struct Found: Sendable {
        let key: ObjectKey
        let provider: ExecutionScope.Provider
    }

    let found: Found
    /// In the order in which they are asked. A name that no provider has is left out; applying checks the names.
    let fallbacks: [Found]
    /// Of the organization; prices are in it.
    let currency: String

    /// - Parameter name: a name or a path. A name alone means the environment's provider before the organization's where
    ///   the caller has chosen an environment.
    /// - Throws: ``OperationError`` where there is no such provider, or several; ``ExecutionError/Code/edited`` where
    ///   other hands have changed one of those that would be asked.
    static func find(_ name: String, store: any Store, in context: OperationContext) async throws -> ProviderLookup {
        let wanted = context.scope.named
        return try await store.read { rows throws(StoreError) -> Result<ProviderLookup, any Error> in
            let heads = try rows.objectHeads(
                ObjectFilter(kinds: [KindName.modelProvider], organization: wanted.organization)
            ).map(\.key).filter { key in
                wanted.environment == nil || key.environment == nil || key.environment == wanted.environment
            }
            do {
                let key = try choose(name, among: heads, in: wanted)
                return .success(try read(key, rows, environment: key.environment ?? wanted.environment))
            } catch let error as StoreError {
                throw error
            } catch {
                return .failure(error)
            }
        }.get()
    }

    private static func choose(
        _ name: String, among keys: [ObjectKey], in wanted: NamedScope
    ) throws(OperationError) -> ObjectKey {
        if let key = keys.first(where: { $0.description == name }) { return key }
        let named = keys.filter { $0.name == name }
        let chosen = wanted.environment == nil ? named : named.filter { $0.environment != nil }
        let found = chosen.isEmpty ? named : chosen
        guard let only = found.first else {
            let nearest = NearestName.suggestion(for: name, among: Set(keys.map(\.name)).sorted())
            throw .invalid(
                "there is no provider '\(name)'" + wanted.suffix + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
                code: "object.missing", help: "reeve get providers lists them")
        }
        guard found.count == 1 else {
            throw .invalid(
                "there are \(found.count) providers '\(name)': "
                    + found.map(\.description).sorted().joined(separator: ", "),
                code: "scope.ambiguous", help: "name one by its path, or choose with --organization and -e")
        }
        return only
    }

    private static func read(
        _ key: ObjectKey, _ rows: any StoreReading, environment: String?
    ) throws -> ProviderLookup {
        func provider(_ key: ObjectKey) throws -> Found? {
            guard let record = try rows.object(key) else { return nil }
            guard record.isAsApplied else {
                throw ExecutionError(.edited, "\(key) was changed by other hands than reeve's")
            }
            do {
                let spec = try ModelProviderSpec(try JSONParser.parse(record.spec))
                return Found(
                    key: key,
                    provider: ExecutionScope.Provider(
                        uid: record.uid, name: key.name, spec: spec, digest: record.digest))
            } catch {
                throw ExecutionError(.unreadableObject(key), "\(key): \(error)")
            }
        }
        guard let first = try provider(key) else { throw ExecutionError(.missing(key), "\(key) is gone") }
        var chain: [Found] = []
        for name in first.provider.spec.fallback where name != key.name {
            let places = environment == nil ? [nil] : [environment, nil]
            // The environment's own goes before the organization's.
            for place in places {
                let candidate = ObjectKey(
                    kind: KindName.modelProvider, organization: key.organization, environment: place, name: name)
                guard let next = try provider(candidate) else { continue }
                chain.append(next)
                break
            }
        }
        var currency = "USD"
        if let name = key.organization,
            let record = try rows.object(ObjectKey(kind: KindName.organization, name: name)),
            let spec = try? OrganizationSpec(JSONParser.parse(record.spec))
        {
            currency = spec.currency
        }
        return ProviderLookup(found: first, fallbacks: chain, currency: currency)
    }
}
