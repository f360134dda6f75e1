internal import ReeveJSON
internal import ReeveModel
internal import ReeveScheduler
internal import ReeveStore

/// Reads the results of a batch's ended items for `fromItem`.
struct ItemResults {
    let store: any Store
    let context: BatchContext

    /// Runs of one item that are read at most; a batch has no more.
    private static let runsMax = BatchExpansion.runsMax

    func values(of items: Set<String>) async throws(StoreError) -> ItemValues {
        let batch = context.record.id
        let names = items.sorted()
        let results = try await store.read { rows throws(StoreError) -> [String: [ItemValues.Result]] in
            var results: [String: [ItemValues.Result]] = [:]
            for name in names {
                let filter = RunFilter(batch: batch, item: name, includesArchived: true, newestOnly: true)
                // Newest first; the runs of an item were made in the order of cells.
                for run in try rows.runs(filter, before: nil, limit: ItemResults.runsMax).reversed() {
                    let output = try rows.run(run.id, withContent: true)?.content?.output
                    var document: JSONValue?
                    if let output { document = try StoredContent.load(output, from: rows) }
                    results[name, default: []].append(ItemValues.Result(cell: run.cell ?? "", document: document))
                }
            }
            return results
        }
        return ItemValues(results: results, single: context.single)
    }
}
