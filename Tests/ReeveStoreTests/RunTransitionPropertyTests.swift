import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import TestSupport
import Testing

/// Random events against the run machine, and against the stores that write what it says.
@Suite struct RunTransitionPropertyTests {
    @Test(arguments: 0..<20)
    func noSequenceOfEventsBreaksTheRulesOfARun(round: Int) throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("noSequenceOfEventsBreaksTheRulesOfARun round \(round), seed \(seed)")
        var events = RandomEvents(seed: seed)
        for _ in 0..<200 {
            var run = events.run()
            var lease: RunLease?
            for _ in 0..<40 {
                let event = events.event(for: run, lease: lease ?? events.lease(of: run))
                guard let next = try? RunTransition(of: run, by: event, now: events.now) else { continue }
                Self.check(event, from: run, to: next, seed: seed)
                switch next.lease {
                case .kept: break
                case .granted(let granted): lease = granted
                case .ended: lease = nil
                }
                #expect((lease != nil) == (next.run.state.status == .running), "seed \(seed): a lease while it runs")
                run = next.run
            }
        }
    }

    private static func check(_ event: RunTransition.Event, from run: RunRecord, to next: RunTransition, seed: UInt64) {
        let (before, after) = (run.state, next.run.state)
        let words = Comment(rawValue: "seed \(seed): \(before.status) to \(after.status) by \(event)")
        #expect(next.run.identity == run.identity, words)
        if after.status != before.status { #expect(before.status.canBecome(after.status), words) }
        if before.status.isTerminal { #expect(after.status == before.status, words) }
        #expect(after.status.isTerminal == (after.endedAt != nil), words)
        #expect(after.epoch >= before.epoch && after.claims >= before.claims && after.rescues >= before.rescues, words)
        // Only the worker of an attempt can say that nothing is in doubt any more.
        var mayHaveHappened = before.isInDoubt
        switch event {
        case .started, .advanced: return
        case .completed(let completion, _):
            // Where the worker ends the run itself, it knows of a declaration that the store does not know.
            guard !completion.status.isTerminal else { return }
            mayHaveHappened = completion.isInDoubt
        case .workerLost(let loss):
            let wasSent = run.identity.kind == .task ? before.isInDoubt : loss.wasSent
            mayHaveHappened = mayHaveHappened || wasSent
            if wasSent, !run.identity.isIdempotent {
                let isAsked = run.identity.hasReadBack && loss.isGone
                #expect(after.status == .interrupted || isAsked, words)
            }
        default: break
        }
        guard mayHaveHappened, !before.status.isTerminal else { return }
        #expect(after.isInDoubt || after.status == .interrupted, words)
        if after.status.isTerminal, !run.identity.isIdempotent {
            #expect(after.status == .interrupted && after.reason == .effectUnknown, words)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func theStoresWriteWhatTheMachineSays(kind: StoreUnderTest) async throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("theStoresWriteWhatTheMachineSays \(kind), seed \(seed)")
        var events = RandomEvents(seed: seed)
        try await kind.with { store in
            for number in 1...8 {
                var submission = Sample.submission(batch: number, runs: 1)
                submission.runs[0].identity.isIdempotent = events.chance(3)
                submission.runs[0].identity.hasReadBack = events.chance(2)
                // A queue of its own: the runs before are left alone.
                submission.runs[0].identity.queue = "queue-\(number)"
                _ = try await store.submitBatch(submission, events: [])
                let id = submission.runs[0].id
                for _ in 0..<25 {
                    events.pass(.seconds(30))
                    let before = try #require(try await store.run(id))
                    let lease = try await store.read { rows throws(StoreError) in try rows.lease(of: id) }
                    let event = events.event(for: before, lease: lease ?? events.lease(of: before))
                    guard let applied = try await Self.apply(event, to: before, lease: lease, store, now: events.now)
                    else { continue }
                    var wanted = before
                    for step in Self.steps(applied, from: before) {
                        wanted = try RunTransition(of: wanted, by: step, now: events.now)?.run ?? wanted
                    }
                    var found = try #require(try await store.run(id))
                    found.content = wanted.content
                    #expect(found == wanted, "seed \(seed): \(applied) from \(before.state.status)")
                }
            }
        }
    }

    /// A claim makes a run ready first whose time has come.
    private static func steps(_ event: RunTransition.Event, from run: RunRecord) -> [RunTransition.Event] {
        if case .claimed = event, run.state.status == .scheduled { return [.becameDue, event] }
        return [event]
    }

    /// - Returns: the event that happened; nil for one that a store is never asked about or has refused.
    private static func apply(
        _ event: RunTransition.Event, to run: RunRecord, lease: RunLease?, _ store: any Store, now: Timestamp
    ) async throws -> RunTransition.Event? {
        do throws(StoreError) {
            switch event {
            case .claimed(let claim):
                guard try await !store.claimRuns(claim).isEmpty else { return nil }
            case .started(let start):
                guard lease != nil else { return nil }
                try await store.recordStarted(start)
            case .advanced(let advance):
                guard lease != nil else { return nil }
                try await store.write { rows throws(StoreError) in try rows.advance(advance) }
            case .completed(let completion, _):
                guard lease != nil else { return nil }
                try await store.finishRun(completion)
                return .completed(completion, batchIsStopped: false)
            case .workerLost(var loss):
                guard let lease else { return nil }
                loss.wasSent = try await store.attempts(of: run.id).last?.startedAt != nil
                // By its lease, which a worker that is only late has let end.
                loss.isGone = false
                loss.batchIsStopped = false
                let rescuesMax = loss.rescuesMax
                _ = try await store.write { rows throws(StoreError) in
                    var ended = lease
                    ended.expiresAt = now
                    try rows.upsert(ended)
                    return try rows.sweep(
                        LeaseSweep(now: now, host: "h", bootID: "b", maximumRescues: rescuesMax))
                }
                return .workerLost(loss)
            case .stopRequested(let request):
                _ = try await store.write { rows throws(StoreError) in
                    try rows.cancel(run: run.id, reason: request.reason, actor: request.actor, now: now)
                }
            case .moved(let move):
                try await store.moveRun(run.id, to: move.status, reason: move.reason, events: [], now: now)
                return .moved(RunMove(to: move.status, reason: move.reason))
            case .assigned(let agent, let worker):
                _ = try await store.assignRun(run.id, agent: agent, worker: worker, events: [])
            case .needsMet, .needFailed, .becameDue, .superseded: return nil
            }
            return event
        } catch {
            guard case .illegalTransition = error.code else { throw error }
            return nil
        }
    }
}

private struct RandomEvents {
    private var random: SeededGenerator
    private(set) var now = Sample.start

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func chance(_ one: Int) -> Bool { Int.random(in: 1...one, using: &random) == 1 }
    private mutating func pick<T>(_ values: [T], _ fallback: T) -> T {
        values.randomElement(using: &random) ?? fallback
    }
    mutating func pass(_ duration: Duration) { now = now.advanced(by: duration) }

    mutating func run() -> RunRecord {
        RunRecord(
            id: Sample.run(1, 1), batch: Sample.id(100_000), organization: "acme", environment: "prod", item: "item",
            kind: chance(3) ? .task : .toolRun, isIdempotent: chance(3), hasReadBack: chance(2),
            status: pick([.pending, .scheduled, .ready], .ready),
            effectID: "effect", createdAt: Sample.start)
    }

    /// For events that carry a lease, which the machine does not look at.
    func lease(of run: RunRecord) -> RunLease { RunLease(run: run.id, worker: "w1", epoch: 0, expiresAt: now) }

    mutating func event(for run: RunRecord, lease: RunLease) -> RunTransition.Event {
        now = now.advanced(by: .seconds(1))
        switch Int.random(in: 0...14, using: &random) {
        case 0: return .needsMet
        case 1: return .needFailed(cause: Sample.run(1, 2))
        case 2: return .becameDue
        case 3, 4:
            return .claimed(RunClaim(worker: "w1", queues: [run.identity.queue], limit: 1, now: now))
        case 14:
            return .advanced(RunAdvance(lease: lease, now: now, isInDoubt: chance(2), entries: []))
        case 5, 6:
            var start = RunStart(lease: lease, now: now, events: [])
            // A gate lets a call pass in doubt only where its tool is idempotent.
            start.isInDoubt = run.identity.isIdempotent && run.state.isInDoubt
            return .started(start)
        case 7, 8:
            let status = pick(
                [.succeeded, .failed, .denied, .retryable, .scheduled, .ready, .awaitingApproval], RunStatus.succeeded)
            return .completed(
                RunCompletion(
                    lease: lease, status: status, now: now, dueAt: now.advanced(by: .seconds(10)),
                    countsAsAttempt: chance(2), isInDoubt: run.state.isInDoubt || chance(3), events: []),
                batchIsStopped: chance(5))
        case 9:
            return .workerLost(
                WorkerLoss(wasSent: chance(2), isGone: chance(2), batchIsStopped: chance(6), rescuesMax: 3))
        case 10:
            return .stopRequested(
                RunStopRequest(reason: chance(2) ? .cancelledUser : .cancelledBatch, actor: "user:anna"))
        case 11:
            return .moved(
                RunMove(
                    to: pick([.suspended, .ready, .ready, .denied, .failed, .cancelled], .ready), needsAreMet: chance(2)
                ))
        case 12: return .assigned(agent: "other", worker: "w1")
        default: return .superseded(by: Sample.run(1, 3))
        }
    }
}
