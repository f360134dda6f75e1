package import ReeveJSON
package import ReeveModel
package import ReeveScheduler
package import ReeveStore

/// What all runs of a batch share. It is read once from the frozen definition.
package struct BatchContext: Sendable {
    package struct Item: Sendable {
        package let spec: BatchSpec.Item
        package let expectations: ExpectationEvaluator
        package let retry: RetryPolicy
    }

    package let record: BatchRecord
    package let attributes: BatchAttributes
    /// The same as ``BatchAttributes/redactedItems``, as a set.
    package let redactedItems: Set<String>
    package let items: [String: Item]
    /// Items that have one run and no cells, so that `fromItem` takes their value and no list: those with `once`, and
    /// all items of a batch without a matrix.
    package let single: Set<String>
    package let budget: CallBudget

    package init(_ record: BatchRecord, definition: JSONValue) throws(ExecutionError) {
        self.record = record
        attributes = BatchAttributes((try? JSONParser.parse(record.attributes)) ?? .null)
        redactedItems = Set(attributes.redactedItems)
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
            budget = CallBudget(batch: record.id, most: spec.budget)
        } catch {
            throw ExecutionError(.store, "batch \(record.id): \(error)")
        }
    }

    /// The instants that a run of the batch must not pass. The total time counts from the first start of the run; a run
    /// that has not started yet counts from `now`.
    package func deadlines(of run: RunRecord, now: Timestamp) -> RunDeadlines {
        RunDeadlines(firstStart: run.state.startedAt ?? now, createdAt: run.identity.createdAt, batch: record.deadline)
    }
}
