import ReeveJSON
import ReeveModel
import ReeveStore

/// `audit list`: events of a filter, newest first. A name in the filter that nothing has is refused.
package struct AuditListOperation: Sendable {
    package var filter: AuditFilter
    /// Only events of this run: its id, or the last characters of the id.
    package var run: String?
    /// Only events of this batch and its runs: its id, or the last characters of the id.
    package var batch: String?
    package let limit: Int

    package struct Outcome: Sendable {
        package let entries: [StoredAuditEntry]
        package let hasMore: Bool
    }

    /// - Parameter filter: its scope and run are set here.
    package init(_ filter: AuditFilter, limit: Int) {
        self.filter = filter
        self.limit = limit
    }

    package func run(in context: OperationContext) async throws(OperationError) -> Outcome {
        let scope = context.scope.named
        let (outcome, unknown) = try await context.withStore(.read) { store in
            var wanted = filter
            wanted.organizations = scope.organization.map { [$0] }
            wanted.environment = scope.environment
            wanted.run = try await run.asyncMap { try await RunLookup.run($0, in: store, context: context).text }
            let batch = try await batch.asyncMap { try await RunLookup.batch($0, in: store, context: context) }
            return try await store.read { [wanted, limit] rows throws(StoreError) in
                let (entries, hasMore) = try Self.newest(wanted, ofBatch: batch, limit: limit, rows).cut
                let names = FilterNames(rows, scope: scope)
                let unknown =
                    entries.isEmpty
                    ? [
                        try names.subject(containing: wanted.subjectContains),
                        try names.target(containing: wanted.targetContains), try names.action(wanted.action),
                    ] : []
                return (Outcome(entries: entries, hasMore: hasMore), unknown)
            }
        }
        try FilterNames.refuse(unknown, scope: scope)
        return outcome
    }

    private static func newest(
        _ filter: AuditFilter, ofBatch batch: ULID?, limit: Int, _ rows: any StoreReading
    ) throws(StoreError) -> Page<StoredAuditEntry> {
        guard let batch else { return try rows.auditEntries(filter, before: nil, limit: limit) }
        return try BatchEvents(batch, rows).newest(filter, limit: limit)
    }
}

/// Finds the events of a batch. An entry names the run that it is about, or the batch itself.
private struct BatchEvents {
    private let reading: any StoreReading
    private let id: ULID
    private let runs: Set<String>
    private let start: Timestamp?

    init(_ id: ULID, _ reading: any StoreReading) throws(StoreError) {
        self.id = id
        self.reading = reading
        start = try reading.batch(id)?.createdAt
        var runs: Set<String> = []
        try reading.everyRun(RunFilter(batch: id, includesArchived: true)) { runs.insert($0.id.text) }
        self.runs = runs
    }

    /// The newest events that fit a filter, back to the submission of the batch.
    func newest(_ filter: AuditFilter, limit: Int) throws(StoreError) -> Page<StoredAuditEntry> {
        var filter = filter
        filter.from = max(filter.from ?? start ?? Timestamp(microseconds: 0), start ?? Timestamp(microseconds: 0))
        return try reading.newestAuditEntries(filter, limit: limit, where: isOfBatch)
    }

    private func isOfBatch(_ entry: StoredAuditEntry) -> Bool {
        guard let json = try? JSONParser.parse(entry.bytes) else { return false }
        if let run = json["run_id"]?.string { return runs.contains(run) }
        return json["target"]?.string == "batch:" + id.text || json["context"]?["batch"]?.string == id.text
    }
}
