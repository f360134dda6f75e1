import ReeveDiagnostics
import ReeveModel
import ReeveStore

/// Finds runs and batches by their id, or by at least six of its last characters. Only the scope that the caller names
/// is searched.
package enum RunLookup {
    package static func run(_ text: String, in store: any Store, context: OperationContext) async throws -> ULID {
        try only(text, "run", try await runs(text, in: store, scope: context.scope.named), context: context)
    }

    package static func batch(_ text: String, in store: any Store, context: OperationContext) async throws -> ULID {
        try only(text, "batch", try await batches(text, in: store, scope: context.scope.named), context: context)
    }

    static func runs(_ text: String, in store: any Store, scope: NamedScope) async throws(StoreError) -> [ULID] {
        try await store.read { reading throws(StoreError) in
            if let id = ULID(text) {
                let run = try reading.run(id, withContent: false)
                return run.map {
                    scope.contains(organization: $0.identity.organization, environment: $0.identity.environment)
                } == true
                    ? [id] : []
            }
            guard let end = suffix(text) else { return [] }
            let filter = RunFilter(
                organizations: scope.organization.map { [$0] }, environment: scope.environment, includesArchived: true)
            var found: [ULID] = []
            try reading.everyRun(filter) { if $0.id.text.hasSuffix(end) { found.append($0.id) } }
            return found
        }
    }

    static func batches(_ text: String, in store: any Store, scope: NamedScope) async throws(StoreError) -> [ULID] {
        try await store.read { reading throws(StoreError) in
            if let id = ULID(text) {
                let batch = try reading.batch(id)
                return batch.map { scope.contains(organization: $0.organization, environment: $0.environment) } == true
                    ? [id] : []
            }
            guard let end = suffix(text) else { return [] }
            let filter = BatchFilter(
                organizations: scope.organization.map { [$0] }, environment: scope.environment)
            var found: [ULID] = []
            try reading.everyBatch(filter) { if $0.id.text.hasSuffix(end) { found.append($0.id) } }
            return found
        }
    }

    /// The one that was found. Throws where there are none or several.
    static func only(
        _ text: String, _ what: String, _ found: [ULID], context: OperationContext
    ) throws(OperationError) -> ULID {
        if found.count == 1 { return found[0] }
        throw .invalid(
            found.isEmpty
                ? "there is no \(what) '\(text)'" + context.scope.named.suffix
                : "'\(text)' names \(found.count) \(what)s",
            code: "run.unknown-id", help: "give an id, or at least its last six characters")
    }

    private static func suffix(_ text: String) -> String? { text.utf8.count >= 6 ? text.uppercased() : nil }
}
