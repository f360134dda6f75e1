import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveStore

/// The known queues: `default`, those that Batches in the store name, and those that have runs.
package enum QueueNames {
    /// Refuses names of queues that are not known.
    static func check(_ names: [String], store: any Store) async throws {
        guard names != ["default"] else { return }
        let known = try await store.read { rows throws(StoreError) in try Self.known(rows) }
        for name in names where !known.contains(name) {
            let nearest = NearestName.suggestion(for: name, among: known.sorted())
            throw OperationError.invalid(
                "there is no queue '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
                code: "queue.unknown", help: "queues are: " + known.sorted().prefix(20).joined(separator: ", "))
        }
    }

    package static func known(_ rows: any StoreReading) throws(StoreError) -> Set<String> {
        var known: Set<String> = ["default"]
        try rows.everyObject(ObjectFilter(kinds: [KindName.batch])) { record in
            if let queue = ((try? JSONParser.parse(record.spec)) ?? .null)["queue"]?.string { known.insert(queue) }
        }
        for count in try rows.queueCounts(batch: nil) { known.insert(count.queue) }
        return known
    }
}
