import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

@Suite struct TaskJournalContractTests {
    private static func entry(
        _ claimed: ClaimedRun, _ ordinal: Int, _ kind: TaskEntry.Kind, _ status: TaskEntry.Status
    ) -> TaskEntry {
        var entry = TaskEntry(
            run: claimed.run.id, ordinal: ordinal, attempt: claimed.attempt, kind: kind, status: status,
            tool: kind == .call ? "git/git_log" : nil, content: #"{"n":\#(ordinal)}"#, startedAt: Sample.time(ordinal))
        entry.provider = kind == .model ? "main" : nil
        return entry
    }

    private static let worker = Worker(
        name: "w1", host: "h", bootID: "b", processID: 1, version: "1", queues: ["default"], capacity: 4,
        startedAt: Sample.start, lastSeenAt: Sample.start)

    private static func task(_ store: any Store) async throws -> ClaimedRun {
        var submission = Sample.submission(runs: 1)
        submission.runs[0].identity.kind = .task
        submission.runs[0].identity.hasReadBack = true
        _ = try await store.submitBatch(submission, events: [])
        let claimed = try #require(try await store.claim(1).first)
        try await store.start(claimed)
        return claimed
    }

    @Test(arguments: StoreUnderTest.allCases)
    func anEntryIsAnnouncedAndThenCompletedInItsPlace(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            let claimed = try await Self.task(store)
            var question = Self.entry(claimed, 2, .model, .announced)
            question.reservedTokens = 900
            question.reservedCost = 12
            try await store.write { [question] rows throws(StoreError) in
                try rows.advance(
                    RunAdvance(
                        lease: claimed.lease, now: Sample.time(2),
                        entries: [Self.entry(claimed, 1, .prompt, .done), question]))
            }
            question.status = .done
            question.tokensIn = 400
            question.tokensOut = 30
            question.tokensCached = 100
            question.cost = 7
            question.endedAt = Sample.time(3)
            var advance = RunAdvance(lease: claimed.lease, now: Sample.time(3), entries: [question])
            advance.tokensIn = 400
            advance.tokensOut = 30
            advance.cost = 7
            advance.currency = "EUR"
            advance.model = "small-1"
            try await store.write { [advance] rows throws(StoreError) in try rows.advance(advance) }
            let (journal, run) = try await store.read { rows throws(StoreError) in
                (try rows.taskJournal(of: claimed.run.id), try rows.run(claimed.run.id, withContent: false))
            }
            #expect(journal == [Self.entry(claimed, 1, .prompt, .done), question])
            #expect(run?.usage.tokensIn == 400 && run?.usage.cost == 7 && run?.usage.model == "small-1")
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aFencedWorkerWritesNoCheckpoint(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            let claimed = try await Self.task(store)
            var old = claimed.lease
            old.epoch -= 1
            let refused = await code { [old] () throws(StoreError) in
                try await store.write { rows throws(StoreError) in
                    try rows.advance(
                        RunAdvance(
                            lease: old, now: Sample.time(2), entries: [Self.entry(claimed, 1, .prompt, .done)]))
                }
            }
            #expect(refused == .leaseLost(run: claimed.run.id, epoch: old.epoch))
            let journal = try await store.read { rows throws(StoreError) in try rows.taskJournal(of: claimed.run.id) }
            #expect(journal.isEmpty)
        }
    }

    /// `isInDoubt`: the checkpoint says that a call is on its way.
    @Test(arguments: StoreUnderTest.allCases, [true, false])
    func aTaskWhoseWorkerWasKilledGoesOn(kind: StoreUnderTest, isInDoubt: Bool) async throws {
        try await kind.with { store in
            let claimed = try await Self.task(store)
            try await store.write { rows throws(StoreError) in
                try rows.advance(
                    RunAdvance(
                        lease: claimed.lease, now: Sample.time(2), isInDoubt: isInDoubt,
                        entries: [Self.entry(claimed, 1, .call, .announced)]))
            }
            try await store.register(Self.worker)
            _ = try await store.expireLeases(
                LeaseSweep(now: Sample.time(5), host: "h", bootID: "b", lostWorkers: ["w1"]))
            let run = try #require(try await store.run(claimed.run.id))
            #expect(run.state.status == (isInDoubt ? .retryable : .ready))
            #expect(run.state.isInDoubt == isInDoubt)
            #expect(run.state.attempts == (isInDoubt ? 1 : 0))
        }
    }

    /// Nobody asks any more what the call did, so the end says that it is not known.
    @Test(arguments: StoreUnderTest.allCases)
    func aTaskThatIsLostInACallForTheLastTimeEndsInterrupted(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            let claimed = try await Self.task(store)
            try await store.write { rows throws(StoreError) in
                try rows.advance(
                    RunAdvance(
                        lease: claimed.lease, now: Sample.time(2), isInDoubt: true,
                        entries: [Self.entry(claimed, 1, .call, .announced)]))
            }
            try await store.register(Self.worker)
            _ = try await store.expireLeases(
                LeaseSweep(
                    now: Sample.time(5), host: "h", bootID: "b", lostWorkers: ["w1"], maximumRescues: 1))
            let run = try #require(try await store.run(claimed.run.id))
            #expect(run.state.status == .interrupted && run.state.reason == .effectUnknown)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aDeletedRunLeavesNoJournal(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            let claimed = try await Self.task(store)
            try await store.write { rows throws(StoreError) in
                try rows.advance(
                    RunAdvance(
                        lease: claimed.lease, now: Sample.time(2), entries: [Self.entry(claimed, 1, .prompt, .done)]))
                try rows.deleteRun(claimed.run.id)
            }
            let journal = try await store.read { rows throws(StoreError) in try rows.taskJournal(of: claimed.run.id) }
            #expect(journal.isEmpty)
        }
    }
}
