import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

/// What follows for other runs and for the batch when a run ends, on every store.
@Suite struct RunSettlementTests {
    @Test(arguments: StoreUnderTest.allCases)
    func dependentsAreReleasedByTheLastNeed(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(
                Sample.submission(runs: 3, needs: [(3, 1, .succeeded), (3, 2, .finished)]), events: [])
            let claimed = try await store.claim(5)
            #expect(claimed.count == 2)
            #expect(try await store.finish(claimed[0], .succeeded).released.isEmpty)
            #expect(try await store.finish(claimed[1], .failed, reason: .toolError).released == [Sample.run(1, 3)])
            let last = try #require(try await store.claim(5, at: Sample.time(2)).first)
            #expect(try await store.finish(last, .succeeded).closedBatches == [Sample.id(100_000): .failed])
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aFailureSkipsWhatFollowsAndNamesTheCause(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(
                Sample.submission(
                    runs: 5, needs: [(2, 1, .succeeded), (3, 2, .succeeded), (4, 1, .failed), (5, 3, .finished)]),
                events: [])
            let claimed = try #require(try await store.claim(5).first)
            let effects = try await store.finish(claimed, .failed, reason: .toolError)
            #expect(Set(effects.skipped) == [Sample.run(1, 2), Sample.run(1, 3)])
            #expect(Set(effects.released) == [Sample.run(1, 4), Sample.run(1, 5)])
            let skipped = try #require(try await store.run(Sample.run(1, 3)))
            #expect(skipped.state.skipCause == Sample.run(1, 1) && skipped.state.reason == .upstreamFailed)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func tooManyFailuresStopTheBatch(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(Sample.submission(runs: 5, concurrency: 2, maxFailures: 1), events: [])
            for expected in [false, true] {
                let claimed = try await store.claim(1)
                try await store.finish(try #require(claimed.first), .failed, reason: .toolError, isExpected: !expected)
            }
            #expect(try await store.batch(Sample.id(100_000))?.stopReason == nil)
            let third = try #require(try await store.claim(1).first)
            let effects = try await store.finish(third, .denied, reason: .policyDenied)
            #expect(effects.cancelled.count == 2)
            let batch = try #require(try await store.batch(Sample.id(100_000)))
            #expect(batch.status == .failed && batch.stopReason == .maxFailures)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func cancellingABatchEndsWhatWaitsAndAsksWhatRuns(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(Sample.submission(runs: 3, needs: [(3, 2, .succeeded)]), events: [])
            let claimed = try #require(try await store.claim(1).first)
            let effects = try await store.cancelBatch(
                claimed.run.identity.batch, actor: "user:anna", events: [Sample.event(.batchCancelled)],
                now: Sample.time(1))
            #expect(Set(effects.cancelled) == [Sample.run(1, 2), Sample.run(1, 3)])
            #expect(try await store.renewLeases([claimed.lease], until: Sample.time(90)) == [.cancelRequested])
            let ended = try await store.finish(claimed, .retryable, reason: .connectionFailed, dueAt: Sample.time(9))
            #expect(ended.closedBatches == [claimed.run.identity.batch: .cancelled])
            #expect(try await store.run(claimed.run.id)?.state.reason == .cancelledBatch)
            let again = try await store.cancelBatch(
                claimed.run.identity.batch, actor: "user:anna", events: [Sample.event()], now: Sample.time(2))
            #expect(again == RunEffects())
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aDeadlineEndsWhatHasNotStarted(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(
                Sample.submission(runs: 2, deadline: Sample.time(10), needs: [(2, 1, .succeeded)]), events: [])
            #expect(try await store.claim(5, at: Sample.time(10)).isEmpty)
            for number in 1...2 {
                let run = try #require(try await store.run(Sample.run(1, number)))
                #expect(run.state.status == .cancelled && run.state.reason == .cancelledBatch)
            }
            let batch = try #require(try await store.batch(Sample.id(100_000)))
            #expect(batch.status == .failed && batch.stopReason == .deadline)
        }
    }

    /// What a worker says at its gate ends a batch by its deadline; what a user cancels after it does not.
    @Test(arguments: StoreUnderTest.allCases)
    func onlyRunsThatTheBatchCancelledEndItByItsDeadline(kind: StoreUnderTest) async throws {
        for cancelsByUser in [true, false] {
            try await kind.with { store in
                _ = try await store.submitBatch(Sample.submission(runs: 2, deadline: Sample.time(10)), events: [])
                let claimed = try await store.claim(2)
                try #require(claimed.count == 2)
                try await store.finish(claimed[0], .succeeded, at: Sample.time(2))
                if cancelsByUser {
                    _ = try await store.cancelRun(claimed[1].run.id, actor: "user:anna", now: Sample.time(11))
                }
                let reason: RunReason = cancelsByUser ? .cancelledUser : .cancelledBatch
                let effects = try await store.finish(
                    claimed[1], .cancelled, reason: reason, at: Sample.time(12))
                let batch = try #require(try await store.batch(claimed[1].run.identity.batch))
                #expect(effects.closedBatches == [batch.id: cancelsByUser ? .cancelled : .failed])
                #expect(batch.stopReason == (cancelsByUser ? nil : .deadline))
                let found = try await store.runs(RunFilter(batch: batch.id, reasons: [reason, .policyDenied]))
                #expect(found.map(\.id) == [claimed[1].run.id])
                #expect(try await store.runs(RunFilter(batch: batch.id, reasons: [.policyDenied])).isEmpty)
                #expect(try await store.runs(RunFilter(batch: batch.id, reasons: [])).isEmpty)
            }
        }
    }

    /// The same for runs that nobody has started.
    @Test(arguments: StoreUnderTest.allCases)
    func aBatchWhoseLastRunAUserCancelsAfterItsDeadlineIsCancelled(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(Sample.submission(runs: 1, deadline: Sample.time(10)), events: [])
            let effects = try await store.cancelRun(Sample.run(1, 1), actor: "user:anna", now: Sample.time(11))
            let batch = try #require(try await store.batch(Sample.id(100_000)))
            #expect(effects.closedBatches == [batch.id: .cancelled])
            #expect(batch.status == .cancelled && batch.stopReason == nil && batch.stoppedAt == nil)
        }
    }
}
