package import ReeveJSON
package import ReeveModel
package import ReevePolicy
package import ReeveScheduler
package import ReeveStore

/// What the runs of a batch share, read from its frozen definition once.
package struct BatchContext: Sendable {
    package struct Item: Sendable {
        package let spec: BatchSpec.Item
        package let expectations: ExpectationEvaluator
        package let retry: RetryPolicy
    }

    package let record: BatchRecord
    package let items: [String: Item]
    /// Items whose value is not a list: with `once`, or where there is no matrix.
    package let single: Set<String>
    package let origin: RequestOrigin
    package let places: BatchPlaces?
    /// Items of whose inputs only the redacted form is kept; see ``HeldInputs``.
    package let redactedItems: Set<String>
    /// The attribute that names them.
    static let redactedItemsMember = "redacted_items"

    package init(_ record: BatchRecord, definition: JSONValue) throws(ExecutionError) {
        let attributes = (try? JSONParser.parse(record.attributes)) ?? .null
        self.record = record
        places = BatchPlaces(attributes: attributes)
        redactedItems = Set((attributes[BatchContext.redactedItemsMember]?.array ?? []).compactMap(\.string))
        origin = attributes["origin"]?.string.flatMap(RequestOrigin.init) ?? .batch
        do {
            let spec = try BatchSpec(definition)
            var items: [String: Item] = [:]
            for item in spec.items {
                items[item.name] = Item(
                    spec: item, expectations: try ExpectationEvaluator(item.expectations),
                    retry: RetryPolicy(item.retry ?? spec.retry))
            }
            self.items = items
            let hasMatrix = !spec.axes.isEmpty || !spec.include.isEmpty
            single = Set(spec.items.filter { $0.isOnce || !hasMatrix }.map(\.name))
            budget = CallBudget(batch: record.id, calls: spec.budgetCalls, runs: spec.budgetRuns)
        } catch {
            throw ExecutionError(.store, "batch \(record.id): \(error)")
        }
    }

    package let budget: CallBudget
}

/// What a batch may use in all, counted in the store with each start.
package struct CallBudget: Sendable, Hashable {
    package let batch: ULID
    package let calls: Int?
    package let runs: Int?

    package var isEmpty: Bool { calls == nil && runs == nil }

    private var key: String { "execution.budget." + batch.text }

    /// Counts one call, and one run where it is the run's first; false, and nothing is counted, where none is left.
    package func take(_ rows: any StoreTransaction, isFirstCall: Bool) throws(StoreError) -> Bool {
        guard !isEmpty else { return true }
        guard try rows.isIntact(valueForKey: key) else { return false }
        let (usedCalls, usedRuns) = CallBudget.parse(try rows.value(forKey: key))
        if let calls, usedCalls >= calls { return false }
        if let runs, isFirstCall, usedRuns >= runs { return false }
        try rows.setValue("\(usedCalls + 1) \(usedRuns + (isFirstCall ? 1 : 0))", forKey: key)
        return true
    }

    private static func parse(_ text: String?) -> (calls: Int, runs: Int) {
        let parts = (text ?? "").split(separator: " ").compactMap { Int($0) }
        return parts.count == 2 ? (parts[0], parts[1]) : (0, 0)
    }
}

/// Contexts of the batches that a process works on.
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
