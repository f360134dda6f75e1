internal import ReeveJSON
internal import ReeveModel
internal import ReeveScheduler
internal import ReeveStore

/// The input of a run with its `fromItem` values, taken from the items that ended before.
enum BoundInput {
    /// - Throws: ``GateRefusal`` where an item has no such value, ``StoreError``, ``ExecutionError``.
    static func of(_ run: RunRecord, context: BatchContext, store: any Store) async throws -> JSONValue {
        let stored = try await StoredContent.load(run.content?.input ?? "{}", from: store)
        let references = InputBinding.itemReferences(in: stored)
        guard !references.isEmpty else { return stored }
        let values = try await ItemResults(store: store, context: context).values(of: Set(references.map(\.item)))
        let takesAll = context.items[run.item]?.spec.isOnce ?? false
        do throws(UnboundItem) {
            return try InputBinding.bindItems(stored) {
                values.value(of: $0, cell: run.cell ?? "", takesAllCells: takesAll)
            }
        } catch {
            throw GateRefusal(.resolve, .inputInvalid, "\(error)")
        }
    }
}
