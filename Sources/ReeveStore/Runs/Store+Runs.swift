internal import ReeveJSON
package import ReeveModel

// Reads of batches, runs and what belongs to them. Each is one snapshot.
extension Store {
    /// The run with its content; nil where there is no such run.
    package func run(_ id: ULID) async throws(StoreError) -> RunRecord? {
        try await read { rows throws(StoreError) in try rows.run(id, withContent: true) }
    }

    /// All runs that the filter lets through, newest first, without their content. All of them are in memory at once.
    package func runs(_ filter: RunFilter = RunFilter()) async throws(StoreError) -> [RunRecord] {
        try await read { rows throws(StoreError) in
            var found: [RunRecord] = []
            try rows.everyRun(filter) { found.append($0) }
            return found
        }
    }

    /// How many runs the filter lets through.
    package func runCount(_ filter: RunFilter) async throws(StoreError) -> Int {
        try await read { rows throws(StoreError) in try rows.runCount(filter) }
    }

    /// How many runs there are by queue, organization and status; of one batch where it is given.
    package func queueCounts(batch: ULID? = nil) async throws(StoreError) -> [QueueCount] {
        try await read { rows throws(StoreError) in try rows.queueCounts(batch: batch) }
    }

    /// The batch; nil where there is none. It may have been changed by other hands: see ``BatchRecord/isIntact``.
    package func batch(_ id: ULID) async throws(StoreError) -> BatchRecord? {
        try await read { rows throws(StoreError) in try rows.batch(id) }
    }

    /// All batches that the filter lets through, newest first.
    package func batches(_ filter: BatchFilter = BatchFilter()) async throws(StoreError) -> [BatchRecord] {
        try await read { rows throws(StoreError) in
            var found: [BatchRecord] = []
            try rows.everyBatch(filter) { found.append($0) }
            return found
        }
    }

    /// All attempts of the run, sorted by number.
    package func attempts(of run: ULID) async throws(StoreError) -> [RunAttempt] {
        try await read { rows throws(StoreError) in try rows.attempts(of: run) }
    }

    /// All steps of the run, in order.
    package func steps(of run: ULID) async throws(StoreError) -> [RunStep] {
        try await read { rows throws(StoreError) in
            var found: [RunStep] = []
            try rows.everyStep(of: run) { found.append($0) }
            return found
        }
    }
}
