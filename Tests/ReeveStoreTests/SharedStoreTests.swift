import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import ReeveStoreSQL
import TestSupport
import Testing

/// What a store remembers of its own writes must never hide those of another process.
@Suite struct SharedStoreTests {
    private func withStore(
        at path: String, _ mode: SQLiteStore.Mode, _ body: (SQLiteStore) async throws -> Void
    ) async throws {
        try await closing(try await SQLiteStore.open(path: path, mode: mode), by: { await $0.close() }, body)
    }

    private func withTwo(_ body: (SQLiteStore, SQLiteStore) async throws -> Void) async throws {
        try await TestFolder.with { folder in
            try await withStore(at: folder + "/reeve.db", .create) { first in
                try await withStore(at: folder + "/reeve.db", .readWrite) { second in try await body(first, second) }
            }
        }
    }

    @Test func aCancelByAnotherConnectionReachesTheEndOfARunningRun() async throws {
        try await withTwo { worker, other in
            _ = try await worker.submitBatch(Sample.submission(runs: 1), events: [])
            let claimed = try #require(try await worker.claim(1).first)
            try await worker.start(claimed)
            _ = try await other.cancelRun(claimed.run.id, actor: "user:anna", now: Sample.time(1))
            try await worker.finish(claimed, .retryable, dueAt: Sample.time(60), at: Sample.time(2))
            #expect(try await other.status(claimed.run.id) == .cancelled)
        }
    }

    @Test func aRunThatAnotherConnectionTookBackIsFenced() async throws {
        try await withTwo { worker, other in
            _ = try await worker.submitBatch(Sample.submission(runs: 1), events: [])
            let claimed = try #require(try await worker.claim(1).first)
            _ = try await other.expireLeases(LeaseSweep(now: Sample.time(600), host: "h", bootID: "b"))
            let again = try #require(try await other.claim(1, worker: "w2", at: Sample.time(601)).first)
            let started = await code { () throws(StoreError) in try await worker.start(claimed) }
            #expect(started == .leaseLost(run: claimed.run.id, epoch: claimed.lease.epoch))
            try await other.start(again, at: Sample.time(601))
            try await other.finish(again, .succeeded, at: Sample.time(602))
            let finished = await code { () throws(StoreError) in
                try await worker.finish(claimed, .succeeded, at: Sample.time(603))
            }
            #expect(finished == .leaseLost(run: claimed.run.id, epoch: claimed.lease.epoch))
            #expect(try await worker.steps(of: claimed.run.id).map(\.ordinal) == [1])
            #expect(try await worker.attempts(of: claimed.run.id).map(\.outcome) == [.lost, .succeeded])
        }
    }

    @Test func whatATransactionUndoesIsForgottenToo() async throws {
        try await TestFolder.with { folder in
            try await withStore(at: folder + "/reeve.db", .create) { store in
                _ = try await store.submitBatch(Sample.submission(runs: 1), events: [])
                let claimed = try #require(try await store.claim(1).first)
                let step = RunStep(
                    run: claimed.run.id, attempt: claimed.attempt, kind: .check, message: "policy",
                    timestamp: Sample.start)
                let failed = await code { () throws(StoreError) in
                    try await store.write { rows throws(StoreError) in
                        try rows.start(RunStart(lease: claimed.lease, now: Sample.time(1), steps: [step], events: []))
                        throw StoreError(.invalidRequest, "no")
                    }
                }
                #expect(failed == .invalidRequest)
                try await store.start(claimed, at: Sample.time(5))
                #expect(try await store.steps(of: claimed.run.id).map(\.ordinal) == [1])
                #expect(try await store.run(claimed.run.id)?.state.startedAt == Sample.time(5))
                #expect(try await store.attempts(of: claimed.run.id).map(\.startedAt) == [Sample.time(5)])
            }
        }
    }
}
