internal import ReeveJSON
internal import ReeveModel
internal import ReeveScheduler
internal import ReeveStore

/// Reads the results of the ended items of a batch, for `fromItem`.
struct ItemResults {
    let store: any Store
    let context: BatchContext

    /// The results of the items, each item's in the order of its cells.
    ///
    /// - Throws: ``GateRefusal`` where a run is not as the store wrote it; ``StoreError``.
    func values(of items: Set<String>) async throws -> ItemValues {
        let batch = context.record.id
        let names = items.sorted()
        let (results, edited) = try await store.read { rows throws(StoreError) in
            var results: [String: [ItemValues.Result]] = [:]
            var edited: ULID?
            for name in names {
                let filter = RunFilter(batch: batch, item: name, includesArchived: true, newestOnly: true)
                // The store gives the newest run first. The runs of an item were made in the order of its cells, so
                // they are reversed.
                var runs: [RunRecord] = []
                try rows.everyRun(filter) { runs.append($0) }
                for run in runs.reversed() {
                    let full = try rows.run(run.id, withContent: true)
                    if full?.isIntact == false { edited = run.id }
                    let output = full?.content?.output
                    var document: JSONValue?
                    if let output { document = try StoredContent.load(output, from: rows) }
                    // The result of a task is its output. Its document also has what it has used.
                    if run.identity.kind == .task { document = document?["output"] }
                    results[name, default: []].append(
                        ItemValues.Result(cell: run.identity.cell ?? "", document: document))
                }
            }
            return (results, edited)
        }
        if let edited { throw GateRefusal.edited("run \(edited)") }
        return ItemValues(results: results, single: context.single)
    }
}
