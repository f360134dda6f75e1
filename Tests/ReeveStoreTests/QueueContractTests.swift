import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

@Suite struct QueueContractTests {
    @Test(arguments: StoreUnderTest.allCases)
    func aRunGoesFromClaimToEndAndItsBatchCloses(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(Sample.submission(runs: 1), events: [Sample.event(.batchSubmitted)])
            let claimed = try #require(try await store.claim(5).first)
            #expect(claimed.attempt == 1 && claimed.lease.epoch == 1 && claimed.run.content?.input == "{}")
            try await store.start(claimed)
            let effects = try await store.finish(claimed, .succeeded)
            #expect(effects.closedBatches == [claimed.run.identity.batch: .succeeded])
            let run = try #require(try await store.run(claimed.run.id))
            #expect(run.state.status == .succeeded && run.state.endedAt == Sample.time(1) && run.state.attempts == 1)
            #expect(run.content == RunContent(input: "{}", output: "{}"))
            #expect(try await store.attempts(of: run.id).map(\.outcome) == [.succeeded])
            #expect(try await store.steps(of: run.id).map(\.message) == ["policy"])
            let types = try await store.auditEntries(from: 0).map { try AuditEvent(decoding: $0.bytes).type }
            #expect(types == [.batchSubmitted, .runStarted, .runFinished, .batchFinished])
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aKeyMakesASubmissionRepeatable(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            let first = Sample.submission(batch: 1, runs: 1, key: "k")
            _ = try await store.submitBatch(first, events: [])
            var again = Sample.submission(batch: 2, runs: 1, key: "k")
            let conflict = await code { () throws(StoreError) in _ = try await store.submitBatch(again, events: []) }
            #expect(conflict == .idempotencyConflict(key: "k", batch: first.batch.id))
            again.batch.requestDigest = first.batch.requestDigest
            let outcome = try await store.submitBatch(again, events: [Sample.event()])
            #expect(outcome == .existing(first.batch))
            #expect(try await store.auditHead().nextSequence == 0)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func urgentRunsGoFirstButWaitingCounts(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(Sample.submission(batch: 1, runs: 1, priority: 9), events: [])
            _ = try await store.submitBatch(Sample.submission(batch: 2, runs: 1, priority: 0), events: [])
            // Nine steps of priority are worth nine minutes.
            _ = try await store.submitBatch(
                Sample.submission(batch: 3, runs: 1, priority: 0, at: Sample.time(541)), events: [])
            let order = try await store.claim(3, at: Sample.time(600)).map(\.run.id)
            #expect(order == [Sample.run(2, 1), Sample.run(1, 1), Sample.run(3, 1)])
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func organizationsTakeTurns(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(Sample.submission(batch: 1, runs: 50, organization: "big"), events: [])
            _ = try await store.submitBatch(
                Sample.submission(batch: 2, runs: 3, organization: "small", at: Sample.time(60)), events: [])
            let claimed = try await store.claim(6, at: Sample.time(60))
            #expect(claimed.filter { $0.run.identity.organization == "small" }.count == 3)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aFullBatchIsPassedOver(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(Sample.submission(batch: 1, runs: 100, concurrency: 2), events: [])
            _ = try await store.submitBatch(Sample.submission(batch: 2, runs: 1, at: Sample.time(1)), events: [])
            let claimed = try await store.claim(10, at: Sample.time(2))
            #expect(claimed.map(\.run.id) == [Sample.run(1, 1), Sample.run(1, 2), Sample.run(2, 1)])
            #expect(try await store.claim(10, at: Sample.time(2)).isEmpty)
            try await store.finish(claimed[0], .succeeded)
            #expect(try await store.claim(10, at: Sample.time(2)).map(\.run.id) == [Sample.run(1, 3)])
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func pausesAndAssignmentsHoldRunsBack(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(Sample.submission(runs: 2), events: [])
            _ = try await store.assignRun(Sample.run(1, 1), agent: "other", worker: "w2", events: [])
            let target = PauseTarget(kind: .agent, organization: "acme", environment: "prod", name: "agent")
            try await store.pause(
                Pause(target: target, actor: "user:anna", reason: "why", since: Sample.start), events: [])
            #expect(try await store.claim(5).isEmpty)
            #expect(try await store.claim(5, worker: "w2").map(\.run.id) == [Sample.run(1, 1)])
            #expect(try await store.resume(target, events: []))
            #expect(try await store.resume(target, events: [Sample.event()]) == false)
            #expect(try await store.claim(5).map(\.run.id) == [Sample.run(1, 2)])
            #expect(try await store.auditHead().nextSequence == 0)
        }
    }

    /// Nobody knows when a pause is lifted, so no worker waits for that.
    @Test(arguments: StoreUnderTest.allCases)
    func whatAPauseHoldsIsNotDue(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(Sample.submission(runs: 3), events: [])
            let claimed = try await store.claim(2)
            try await store.finish(claimed[0], .retryable, reason: .connectionFailed, dueAt: Sample.time(30))
            try await store.finish(claimed[1], .scheduled, reason: .rateLimited, dueAt: Sample.time(20))
            for (target, holds) in [
                (PauseTarget(kind: .agent, organization: "acme", environment: "prod", name: "agent"), true),
                (PauseTarget(kind: .agent, organization: "acme", environment: "dev", name: "agent"), false),
                (PauseTarget(kind: .organization, name: "acme"), true),
                (PauseTarget(kind: .organization, name: "other"), false),
                (PauseTarget(kind: .queue, name: "default"), true), (PauseTarget(kind: .queue, name: "other"), false),
                (PauseTarget(kind: .provider, organization: "acme", name: "agent"), false),
            ] {
                let pause = Pause(target: target, actor: "user:anna", reason: "why", since: Sample.start)
                try await store.pause(pause, events: [])
                let due = try await store.nextReturn(queues: ["default"], batch: nil)
                #expect(due == (holds ? nil : Sample.time(20)), "\(target)")
                let held = try await store.read { rows throws(StoreError) in try rows.heldRuns(queues: ["default"]) }
                #expect(held == (holds ? [HeldRuns(pause: pause, count: 3)] : []), "\(target)")
                _ = try await store.resume(target, events: [])
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func anOldEpochIsFenced(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(Sample.submission(runs: 1), events: [])
            let first = try #require(try await store.claim(1).first)
            let report = try await store.expireLeases(LeaseSweep(now: Sample.time(61), host: "h", bootID: "b"))
            #expect(report.requeued == [first.run.id])
            let second = try #require(try await store.claim(1, worker: "w2", at: Sample.time(61)).first)
            #expect(second.lease.epoch == 2 && second.attempt == 2)
            let lost = StoreError.Code.leaseLost(run: first.run.id, epoch: 1)
            #expect(await code { () throws(StoreError) in try await store.finish(first, .succeeded) } == lost)
            #expect(await code { () throws(StoreError) in try await store.start(first) } == lost)
            #expect(
                try await store.renewLeases([first.lease, second.lease], until: Sample.time(120)) == [.lost, .renewed])
            try await store.recordLateResult(first.lease, now: Sample.time(62))
            try await store.finish(second, .succeeded)
            #expect(try await store.attempts(of: first.run.id).map(\.outcome) == [.lost, .succeeded])
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func whatMayHaveHadAnEffectIsNotRepeated(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(Sample.submission(batch: 1, runs: 1), events: [])
            _ = try await store.submitBatch(Sample.submission(batch: 2, runs: 1, isIdempotent: true), events: [])
            for claimed in try await store.claim(2) { try await store.start(claimed) }
            let report = try await store.expireLeases(LeaseSweep(now: Sample.time(61), host: "h", bootID: "b"))
            #expect(report.interrupted == [Sample.run(1, 1)] && report.requeued == [Sample.run(2, 1)])
            #expect(report.effects.closedBatches == [Sample.id(100_000): .failed])
            let lost = try await store.run(Sample.run(1, 1))
            #expect(lost?.state.reason == .effectUnknown)
            #expect(lost?.state.errorText == "worker 'w1' was lost in the middle of the call")
            #expect(try await store.status(Sample.run(2, 1)) == .retryable)
            for second in [62, 125] {
                let claimed = try #require(try await store.claim(1, at: Sample.time(second)).first)
                try await store.start(claimed, at: Sample.time(second))
                _ = try await store.expireLeases(LeaseSweep(now: Sample.time(second + 61), host: "h", bootID: "b"))
            }
            #expect(try await store.run(Sample.run(2, 1))?.state.reason == .runnerLost)
            #expect(try await store.status(Sample.run(2, 1)) == .failed)
        }
    }

    /// Whose worker and servers are gone; one that is only late may still be in the call.
    @Test(arguments: StoreUnderTest.allCases)
    func aRunWithAReadBackIsTakenUpInDoubtWhereItsWorkerIsGone(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            for (index, name) in ["gone", "late"].enumerated() {
                try await store.register(
                    Worker(
                        name: name, host: "h", bootID: "b", processID: 1, version: "1", queues: ["default"],
                        capacity: 4, startedAt: Sample.start, lastSeenAt: Sample.start))
                _ = try await store.submitBatch(
                    Sample.submission(batch: index + 1, runs: 1, hasReadBack: true), events: [])
                try await store.start(try #require(try await store.claim(1, worker: name).first))
            }
            let report = try await store.expireLeases(
                LeaseSweep(now: Sample.time(61), host: "h", bootID: "b", lostWorkers: ["gone"]))
            #expect(report.requeued == [Sample.run(1, 1)] && report.interrupted == [Sample.run(2, 1)])
            let again = try #require(try await store.claim(1, worker: "new", at: Sample.time(62)).first)
            #expect(again.run.state.isInDoubt && again.run.identity.hasReadBack)
            // Lost again before it was asked: the doubt stays, and so does the run.
            let second = try await store.expireLeases(LeaseSweep(now: Sample.time(125), host: "h", bootID: "b"))
            #expect(second.requeued == [Sample.run(1, 1)])
            #expect(try await store.run(Sample.run(1, 1))?.state.isInDoubt == true)
            let third = try #require(try await store.claim(1, worker: "new", at: Sample.time(126)).first)
            try await store.start(third, at: Sample.time(127))
            #expect(try await store.run(Sample.run(1, 1))?.state.isInDoubt == false)
            try await store.finish(third, .succeeded, at: Sample.time(128))
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aRebootOfTheHostEndsItsLeasesAtOnce(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            func worker(_ name: String, host: String) -> Worker {
                Worker(
                    name: name, host: host, bootID: "old", processID: 1, version: "1", queues: ["default"],
                    capacity: 4, startedAt: Sample.start, lastSeenAt: Sample.start)
            }
            try await store.register(worker("w1", host: "here"))
            try await store.register(worker("w2", host: "there"))
            _ = try await store.submitBatch(Sample.submission(runs: 2), events: [])
            let first = try #require(try await store.claim(1, worker: "w1").first)
            _ = try await store.claim(1, worker: "w2")
            let report = try await store.expireLeases(LeaseSweep(now: Sample.time(1), host: "here", bootID: "new"))
            #expect(report.requeued == [first.run.id])
            let other = try await store.expireLeases(
                LeaseSweep(now: Sample.time(1), host: "here", bootID: "new", lostWorkers: ["w2"]))
            #expect(other.requeued.count == 1)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func retriesAndSnoozesWaitForTheirTime(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(Sample.submission(runs: 2), events: [])
            let claimed = try await store.claim(2)
            try await store.finish(claimed[0], .retryable, reason: .connectionFailed, dueAt: Sample.time(30))
            try await store.finish(claimed[1], .scheduled, reason: .rateLimited, dueAt: Sample.time(20))
            #expect(try await store.nextDue(queues: ["default"]) == Sample.time(20))
            #expect(
                try await store.nextReturn(queues: ["default"], batch: claimed[0].run.identity.batch) == Sample.time(20)
            )
            #expect(try await store.nextReturn(queues: ["other"], batch: nil) == nil)
            // A run that waits for a time of its own was put back by nobody.
            var later = Sample.submission(batch: 2, runs: 1)
            later.runs[0].state.status = .scheduled
            later.runs[0].state.dueAt = Sample.time(10)
            later.runs[0].identity.queue = "later"
            _ = try await store.submitBatch(later, events: [])
            #expect(try await store.nextDue(queues: ["later"]) == Sample.time(10))
            #expect(try await store.nextReturn(queues: ["later"], batch: nil) == nil)
            #expect(try await store.nextReturn(queues: ["default"], batch: later.batch.id) == nil)
            #expect(try await store.claim(2, at: Sample.time(19)).isEmpty)
            #expect(try await store.claim(2, at: Sample.time(20)).map(\.run.id) == [claimed[1].run.id])
            #expect(try await store.claim(2, at: Sample.time(30)).map(\.run.id) == [claimed[0].run.id])
            let missing = await code { () throws(StoreError) in
                let again = try await store.read { rows throws(StoreError) in try rows.leases(worker: "w1") }
                let lease = again[0]
                try await store.finishRun(
                    RunCompletion(lease: lease, status: .retryable, now: Sample.time(31), events: []))
            }
            #expect(missing == .invalidRequest)
        }
    }
}
