import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

/// What people decide about runs, on every store.
@Suite struct RunDecisionTests {
    @Test(arguments: StoreUnderTest.allCases)
    func aRunInDoubtThatIsCancelledEndsInterrupted(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(Sample.submission(runs: 2, hasReadBack: true), events: [])
            let claimed = try await store.claim(2)
            for run in claimed { try await store.start(run) }
            // One waits when it is cancelled, the other still runs.
            try await store.finish(
                claimed[0], .retryable, reason: .connectionFailed, dueAt: Sample.time(60), isInDoubt: true)
            _ = try await store.cancelRun(claimed[0].run.id, actor: "user:anna", now: Sample.time(2))
            _ = try await store.cancelRun(claimed[1].run.id, actor: "user:anna", now: Sample.time(2))
            try await store.finish(
                claimed[1], .retryable, reason: .connectionFailed, dueAt: Sample.time(60), isInDoubt: true,
                at: Sample.time(3))
            for run in claimed {
                let ended = try #require(try await store.run(run.run.id))
                #expect(ended.state.status == .interrupted && ended.state.reason == .effectUnknown)
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aRetryMakesNewRunsForWhatWasSkipped(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(
                Sample.submission(runs: 3, needs: [(2, 1, .succeeded), (3, 2, .succeeded)]), events: [])
            let first = try #require(try await store.claim(5).first)
            let ended = try await store.finish(first, .failed, reason: .toolError)
            #expect(ended.closedBatches == [first.run.identity.batch: .failed])
            let retry = try await store.retryRun(first.run.id, events: [Sample.event(.runRetried)], now: Sample.time(9))
            #expect(Set(retry.dependents.keys) == [Sample.run(1, 2), Sample.run(1, 3)])
            #expect(retry.run.state.status == .ready && retry.run.identity.retryOf == first.run.id)
            #expect(retry.run.identity.effectID == first.run.identity.effectID && retry.run.content?.input == "{}")
            #expect(try await store.batch(first.run.identity.batch)?.status == .open)
            for step in 10..<13 {
                let claimed = try #require(try await store.claim(5, at: Sample.time(step)).first)
                try await store.finish(claimed, .succeeded, at: Sample.time(step))
            }
            #expect(try await store.batch(first.run.identity.batch)?.status == .succeeded)
            #expect(try await store.status(first.run.id) == .failed)
            let again = await code { () throws(StoreError) in
                _ = try await store.retryRun(first.run.id, events: [], now: Sample.time(20))
            }
            #expect(again == .illegalTransition(.run(first.run.id), from: "failed", to: "retry"))
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func parkedRunsMoveAndFinishedOnesStay(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(Sample.submission(runs: 1), events: [])
            let id = Sample.run(1, 1)
            try await store.moveRun(id, to: .suspended, events: [Sample.event(.runSuspended)], now: Sample.start)
            #expect(try await store.claim(1).isEmpty)
            try await store.moveRun(id, to: .ready, events: [Sample.event(.runResumed)], now: Sample.start)
            let claimed = try #require(try await store.claim(1).first)
            try await store.finish(claimed, .awaitingApproval)
            try await store.moveRun(id, to: .denied, reason: .policyDenied, events: [], now: Sample.time(2))
            #expect(try await store.batch(claimed.run.identity.batch)?.status == .failed)
            let stays = await code { () throws(StoreError) in
                try await store.moveRun(id, to: .ready, events: [Sample.event()], now: Sample.time(3))
            }
            #expect(stays == .illegalTransition(.run(id), from: "denied", to: "ready"))
        }
    }
}
