import ReeveDiagnostics
import ReeveModel
import ReeveStore

/// `get` and `export`: objects of the store.
package struct ObjectListOperation: Sendable {
    package let query: ObjectQuery
    /// Only objects of these names; empty for all.
    package let names: [String]

    package struct Outcome: Sendable {
        package let objects: [ObjectRecord]
        /// One for each name without an object.
        package let missing: [Diagnostic]
    }

    package init(_ query: ObjectQuery, names: [String] = []) {
        self.query = query
        self.names = names
    }

    package func run(in context: OperationContext) async throws(OperationError) -> Outcome {
        let filter = try query.filter(in: context)
        let records = try await context.withStore(.read) { store in try await store.objects(filter) }
        guard !names.isEmpty || !query.fields.isEmpty else { return Outcome(objects: records, missing: []) }
        let wanted = records.filter { (names.isEmpty || names.contains($0.key.name)) && query.matches($0) }
        let word = KindRegistry.standard.lookup(query.kind)?.kind ?? "object"
        let missing = names.filter { name in !wanted.contains { $0.key.name == name } }.map { name in
            Diagnostic(
                "object.missing", "there is no \(word) '\(name)'\(context.scope.named.suffix)",
                help: NearestName.suggestion(for: name, among: records.map(\.key.name)).map { "did you mean '\($0)'?" }
                    ?? "'reeve get \(query.kind)' lists them")
        }
        return Outcome(objects: wanted, missing: missing)
    }
}
