internal import ReeveJSON
package import ReeveModel

// Reading what ran.
extension Store {
    package func run(_ id: ULID) async throws(StoreError) -> RunRecord? {
        try await read { rows throws(StoreError) in try rows.run(id, withContent: true) }
    }

    /// Newest first, without content; `before` is the last id of the page before.
    package func runs(
        _ filter: RunFilter = RunFilter(), before: ULID? = nil, limit: Int = 100
    ) async throws(StoreError) -> [RunRecord] {
        try await read { rows throws(StoreError) in try rows.runs(filter, before: before, limit: limit) }
    }

    package func runCount(_ filter: RunFilter) async throws(StoreError) -> Int {
        try await read { rows throws(StoreError) in try rows.runCount(filter) }
    }

    package func queueCounts(batch: ULID? = nil) async throws(StoreError) -> [QueueCount] {
        try await read { rows throws(StoreError) in try rows.queueCounts(batch: batch) }
    }

    package func batch(_ id: ULID) async throws(StoreError) -> BatchRecord? {
        try await read { rows throws(StoreError) in try rows.batch(id) }
    }

    /// Newest first; `before` is the last id of the page before.
    package func batches(
        _ filter: BatchFilter = BatchFilter(), before: ULID? = nil, limit: Int = 100
    ) async throws(StoreError) -> [BatchRecord] {
        try await read { rows throws(StoreError) in try rows.batches(filter, before: before, limit: limit) }
    }

    package func attempts(of run: ULID) async throws(StoreError) -> [RunAttempt] {
        try await read { rows throws(StoreError) in try rows.attempts(of: run) }
    }

    package func steps(of run: ULID, after: Int = 0, limit: Int = 1_000) async throws(StoreError) -> [RunStep] {
        try await read { rows throws(StoreError) in try rows.steps(of: run, after: after, limit: limit) }
    }
}
