package import ReeveModel
package import ReeveStore

/// The contexts of the batches that this process works on.
package actor BatchContexts {
    private let store: any Store
    private var known: [ULID: BatchContext] = [:]
    private static let knownMax = 256

    package init(store: any Store) { self.store = store }

    package func context(of batch: ULID) async throws(ExecutionError) -> BatchContext {
        if let context = known[batch] { return context }
        let context: BatchContext
        do {
            guard let record = try await store.batch(batch) else {
                throw ExecutionError(.store, "batch \(batch) is not there")
            }
            let definition = try await StoredContent.load(record.definition, from: store)
            context = try BatchContext(record, definition: definition)
        } catch let error as StoreError {
            throw ExecutionError(error)
        } catch let error as ExecutionError {
            throw error
        } catch {
            throw ExecutionError(.store, "batch \(batch): \(error)")
        }
        if known.count >= BatchContexts.knownMax { known.removeAll() }
        known[batch] = context
        return context
    }
}
