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
            #expect(effects.closedBatches == [claimed.run.batch: .succeeded])
            let run = try #require(try await store.run(claimed.run.id))
            #expect(run.status == .succeeded && run.endedAt == Sample.time(1) && run.attempts == 1)
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
            #expect(claimed.filter { $0.run.organization == "small" }.count == 3)
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
            #expect(lost?.reason == .effectUnknown)
            #expect(lost?.errorText == "worker 'w1' was lost in the middle of the call")
            #expect(try await store.status(Sample.run(2, 1)) == .retryable)
            for second in [62, 125] {
                let claimed = try #require(try await store.claim(1, at: Sample.time(second)).first)
                try await store.start(claimed, at: Sample.time(second))
                _ = try await store.expireLeases(LeaseSweep(now: Sample.time(second + 61), host: "h", bootID: "b"))
            }
            #expect(try await store.run(Sample.run(2, 1))?.reason == .runnerLost)
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
            #expect(again.run.isInDoubt && again.run.hasReadBack)
            // Lost again before it was asked: the doubt stays, and so does the run.
            let second = try await store.expireLeases(LeaseSweep(now: Sample.time(125), host: "h", bootID: "b"))
            #expect(second.requeued == [Sample.run(1, 1)])
            #expect(try await store.run(Sample.run(1, 1))?.isInDoubt == true)
            let third = try #require(try await store.claim(1, worker: "new", at: Sample.time(126)).first)
            try await store.start(third, at: Sample.time(127))
            #expect(try await store.run(Sample.run(1, 1))?.isInDoubt == false)
            try await store.finish(third, .succeeded, at: Sample.time(128))
        }
    }

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
                #expect(ended.status == .interrupted && ended.reason == .effectUnknown)
            }
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
            #expect(skipped.skipCause == Sample.run(1, 1) && skipped.reason == .upstreamFailed)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aRetryMakesNewRunsForWhatWasSkipped(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(
                Sample.submission(runs: 3, needs: [(2, 1, .succeeded), (3, 2, .succeeded)]), events: [])
            let first = try #require(try await store.claim(5).first)
            let ended = try await store.finish(first, .failed, reason: .toolError)
            #expect(ended.closedBatches == [first.run.batch: .failed])
            let retry = try await store.retryRun(first.run.id, events: [Sample.event(.runRetried)], now: Sample.time(9))
            #expect(Set(retry.dependents.keys) == [Sample.run(1, 2), Sample.run(1, 3)])
            #expect(retry.run.status == .ready && retry.run.retryOf == first.run.id)
            #expect(retry.run.effectID == first.run.effectID && retry.run.content?.input == "{}")
            #expect(try await store.batch(first.run.batch)?.status == .open)
            for step in 10..<13 {
                let claimed = try #require(try await store.claim(5, at: Sample.time(step)).first)
                try await store.finish(claimed, .succeeded, at: Sample.time(step))
            }
            #expect(try await store.batch(first.run.batch)?.status == .succeeded)
            #expect(try await store.status(first.run.id) == .failed)
            let again = await code { () throws(StoreError) in
                _ = try await store.retryRun(first.run.id, events: [], now: Sample.time(20))
            }
            #expect(again == .illegalTransition(.run(first.run.id), from: "failed", to: "retry"))
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
    func retriesAndSnoozesWaitForTheirTime(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(Sample.submission(runs: 2), events: [])
            let claimed = try await store.claim(2)
            try await store.finish(claimed[0], .retryable, reason: .connectionFailed, dueAt: Sample.time(30))
            try await store.finish(claimed[1], .scheduled, reason: .rateLimited, dueAt: Sample.time(20))
            #expect(try await store.nextDue(queues: ["default"]) == Sample.time(20))
            #expect(try await store.nextReturn(queues: ["default"], batch: claimed[0].run.batch) == Sample.time(20))
            #expect(try await store.nextReturn(queues: ["other"], batch: nil) == nil)
            // A run that waits for a time of its own was put back by nobody.
            var later = Sample.submission(batch: 2, runs: 1)
            later.runs[0].status = .scheduled
            later.runs[0].dueAt = Sample.time(10)
            later.runs[0].queue = "later"
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

    @Test(arguments: StoreUnderTest.allCases)
    func cancellingABatchEndsWhatWaitsAndAsksWhatRuns(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(Sample.submission(runs: 3, needs: [(3, 2, .succeeded)]), events: [])
            let claimed = try #require(try await store.claim(1).first)
            let effects = try await store.cancelBatch(
                claimed.run.batch, actor: "user:anna", events: [Sample.event(.batchCancelled)], now: Sample.time(1))
            #expect(Set(effects.cancelled) == [Sample.run(1, 2), Sample.run(1, 3)])
            #expect(try await store.renewLeases([claimed.lease], until: Sample.time(90)) == [.cancelRequested])
            let ended = try await store.finish(claimed, .retryable, reason: .connectionFailed, dueAt: Sample.time(9))
            #expect(ended.closedBatches == [claimed.run.batch: .cancelled])
            #expect(try await store.run(claimed.run.id)?.reason == .cancelledBatch)
            let again = try await store.cancelBatch(
                claimed.run.batch, actor: "user:anna", events: [Sample.event()], now: Sample.time(2))
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
                #expect(run.status == .cancelled && run.reason == .cancelledBatch)
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
                let batch = try #require(try await store.batch(claimed[1].run.batch))
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
            #expect(try await store.batch(claimed.run.batch)?.status == .failed)
            let stays = await code { () throws(StoreError) in
                try await store.moveRun(id, to: .ready, events: [Sample.event()], now: Sample.time(3))
            }
            #expect(stays == .illegalTransition(.run(id), from: "denied", to: "ready"))
        }
    }
}
