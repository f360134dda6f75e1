import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

@Suite struct RunTransitionTests {
    /// One letter for each state, in their order.
    private static let letters = Dictionary(uniqueKeysWithValues: zip(RunStatus.allCases, "psrRyauSFDCKI"))

    /// What becomes of every state (the columns) by every event (the rows): `-` is refused, `.` ignored.
    private static let table = """
        r------------ needs met
        s------------ needs met: its time has not come
        K------------ need failed
        I------------ need failed: in doubt
        -r----------- due
        --R-R-------- claimed
        ---R--------- started
        ---R--------- checkpoint of a task
        ---s--------- attempt ended: scheduled
        ---r--------- attempt ended: ready
        ---y--------- attempt ended: retryable
        ---a--------- attempt ended: awaiting_approval
        ---S--------- attempt ended: succeeded
        ---F--------- attempt ended: failed
        ---D--------- attempt ended: denied
        ---C--------- attempt ended: cancelled
        ---I--------- attempt ended: interrupted
        ---C--------- attempt ended: retryable, and it was asked to stop
        ---I--------- attempt ended: retryable in doubt, and it was asked to stop
        ...r......... worker lost: before the call
        ...F......... worker lost: before the call, for the last time
        ...C......... worker lost: before the call, and it was asked to stop
        ...I......... worker lost: in the call
        ...y......... worker lost: in the call of an idempotent tool
        ...y......... worker lost: in the call of a tool with a read-back; the worker has ended
        ...I......... worker lost: in the call of a tool with a read-back; the worker may be late
        CCCRCCC...... stop requested
        IIIRIII...... stop requested: in doubt
        uuu-u-------- suspended
        rr---rr------ released
        rr---rp------ released: before its needs are met
        D----D------- denied
        I----I------- denied: in doubt
        -FF-FF------- given up
        -II-II------- given up: in doubt
        CCC-CCC------ called off
        III-III------ called off: in doubt
        psr-yau------ assigned
        --------FDCKI superseded
        """

    @Test func everyEventHasItsAnswerInEveryState() {
        let found = RunTransitionTable.cases.map { question in
            let answers = RunStatus.allCases.map { status -> Character in
                switch RunTransitionTable.answer(to: question, in: status) {
                case .becomes(let next): Self.letters[next] ?? "?"
                case .ignored: "."
                case .refused: "-"
                }
            }
            let words = question.event + (question.circumstance.isEmpty ? "" : ": " + question.circumstance)
            return String(answers) + " " + words
        }
        for (wanted, found) in zip(Self.table.split(separator: "\n"), found) { #expect(found == wanted) }
        #expect(Self.table.split(separator: "\n").count == found.count)
    }

    @Test func theEventsReachEverySuccessorAndNoOtherState() {
        for status in RunStatus.allCases {
            var reached: Set<RunStatus> = []
            for question in RunTransitionTable.cases {
                if case .becomes(let next) = RunTransitionTable.answer(to: question, in: status) {
                    reached.insert(next)
                }
            }
            #expect(reached.subtracting([status]) == status.successors, "\(status)")
        }
    }

    private static func run(_ status: RunStatus = .running) -> RunRecord {
        var run = RunRecord(
            id: Sample.run(1, 1), batch: Sample.id(100_000), organization: "acme", environment: "prod", item: "item",
            agent: "agent", tool: "git/log", status: status, effectID: "effect", createdAt: Sample.start)
        run.state.epoch = 3
        run.state.claims = 3
        run.state.worker = "w1"
        return run
    }

    private static let lease = RunLease(run: Sample.run(1, 1), worker: "w1", epoch: 3, expiresAt: Sample.time(60))

    @Test func aClaimGivesALeaseOfANewEpochAndOpensAnAttempt() throws {
        let claim = RunClaim(worker: "w2", limit: 1, leaseDuration: .seconds(60), now: Sample.time(5))
        let next = try #require(
            try RunTransition(of: Self.run(.retryable), by: .claimed(claim), now: Sample.time(5)))
        #expect(
            next.lease == .granted(RunLease(run: next.run.id, worker: "w2", epoch: 4, expiresAt: Sample.time(65))))
        #expect(
            next.attempt
                == .opened(
                    RunAttempt(run: next.run.id, number: 4, worker: "w2", epoch: 4, claimedAt: Sample.time(5))))
        #expect(next.run.state.worker == "w2" && next.events.isEmpty)
    }

    @Test func aRunThatShouldGoOnAndIsAskedToStopEndsAsTheAskerWanted() throws {
        for (batchIsStopped, reason) in [(false, RunReason.cancelledUser), (true, .cancelledBatch)] {
            var run = Self.run()
            run.state.cancelRequestedAt = Sample.time(1)
            var event = Sample.event(.runCancelled)
            event.onBehalfOf = "user:ben"
            let completion = RunCompletion(
                lease: Self.lease, status: .ready, now: Sample.time(2), events: [event])
            let next = try #require(
                try RunTransition(
                    of: run, by: .completed(completion, batchIsStopped: batchIsStopped), now: Sample.time(2)))
            #expect(next.run.state.status == .cancelled && next.run.state.reason == reason)
            #expect(next.run.state.endedAt == Sample.time(2) && next.lease == .ended)
            #expect(next.attempt == .closed(.cancelled, reason, wasNotSent: false))
            #expect(next.events.map(\.type) == [.runCancelled, .runCancelled])
            // The run was made for somebody else than who asked it to stop.
            #expect(next.events.map(\.onBehalfOf) == [nil, nil])
        }
    }

    @Test func aStopOfARunningRunIsAskedForOnceAndToldByTheEventsOfWhoAsks() throws {
        let request = RunStopRequest(
            reason: .cancelledUser, actor: "user:anna", events: [Sample.event(.runCancelRequested)])
        let asked = try #require(
            try RunTransition(of: Self.run(), by: .stopRequested(request), now: Sample.time(1)))
        #expect(asked.run.state.cancelRequestedAt == Sample.time(1) && asked.lease == .kept)
        #expect(asked.events.map(\.type) == [.runCancelRequested])
        #expect(asked.events.first?.runID == asked.run.id.text && asked.events.first?.target == "tool:git/log")
        #expect(try RunTransition(of: asked.run, by: .stopRequested(request), now: Sample.time(2)) == nil)
    }

    @Test func whoStopsAWaitingRunIsInItsEvent() throws {
        var run = Self.run(.retryable)
        let request = RunStopRequest(reason: .cancelledUser, actor: "user:anna")
        let cancelled = try #require(try RunTransition(of: run, by: .stopRequested(request), now: Sample.time(1)))
        #expect(cancelled.events.map(\.type) == [.runCancelled])
        #expect(cancelled.events.first?.onBehalfOf == "user:anna")
        #expect(cancelled.events.first?.reasonCode == "cancelled.user")
        run.state.isInDoubt = true
        let interrupted = try #require(try RunTransition(of: run, by: .stopRequested(request), now: Sample.time(1)))
        #expect(interrupted.events.map(\.type) == [.runInterrupted])
        #expect(
            interrupted.run.state.errorText
                == "cancelled.user: cancelled before it was found out what an earlier attempt did")
    }

    /// A parked run keeps its doubt, whatever a person decides about it.
    @Test(arguments: [RunStatus.awaitingApproval, .suspended, .pending])
    func aParkedRunInDoubtEndsInterrupted(status: RunStatus) throws {
        var run = Self.run(status)
        run.state.isInDoubt = true
        for event in [
            RunTransition.Event.stopRequested(RunStopRequest(reason: .cancelledBatch, actor: nil)),
            .moved(RunMove(to: .cancelled)),
        ] {
            let next = try #require(try RunTransition(of: run, by: event, now: Sample.time(1)))
            #expect(next.run.state.status == .interrupted && next.run.state.reason == .effectUnknown)
            #expect(next.run.state.isInDoubt && next.run.state.endedAt == Sample.time(1))
        }
    }

    @Test func theLossOfAWorkerIsToldWithItsNameAndItsAttempt() throws {
        let loss = WorkerLoss(wasSent: true, isGone: false)
        let next = try #require(try RunTransition(of: Self.run(), by: .workerLost(loss), now: Sample.time(1)))
        #expect(next.run.state.errorText == "worker 'w1' was lost in the middle of the call")
        let event = try #require(next.events.first)
        #expect(next.events.count == 1 && event.type == .runInterrupted && event.attempt == 3)
        #expect(event.context?["worker"] == "w1")
        #expect(next.attempt == .closed(.lost, .runnerLost, wasNotSent: false) && next.lease == .ended)
    }

    @Test func anAttemptThatIsPutBackNeedsItsTime() {
        for status in [RunStatus.retryable, .scheduled] {
            let completion = RunCompletion(lease: Self.lease, status: status, now: Sample.start, events: [])
            #expect(throws: StoreError(.invalidRequest, "\(status.rawValue) without a time")) {
                try RunTransition(of: Self.run(), by: .completed(completion, batchIsStopped: false), now: Sample.start)
            }
        }
    }

    @Test func aSkipNamesTheRunThatFailedFirst() throws {
        let next = try #require(
            try RunTransition(
                of: Self.run(.pending), by: .needFailed(cause: Sample.run(1, 9)), now: Sample.time(1)))
        #expect(next.run.state.skipCause == Sample.run(1, 9) && next.run.state.reason == .upstreamFailed)
        #expect(next.events.first?.context?["cause"] == .string(Sample.run(1, 9).text))
    }
}
