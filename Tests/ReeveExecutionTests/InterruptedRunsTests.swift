import ReeveAudit
import ReeveJSON
import ReeveMCP
import ReeveModel
import ReeveStore
import Synchronization
import TestSupport
import Testing

@testable import ReeveExecution

@Suite struct InterruptedRunsTests: ReadBackSuite {
    @Test func anInterruptedRunIsJudgedByTheDeclarationOfThisMoment() async throws {
        try await withHarness(readBack: nil) { harness in
            let run = try await run(harness)
            #expect(run.state.status == .interrupted)
            let runs = InterruptedRuns(harness.services)
            #expect(try await runs.all(in: ["default"]).map(\.id) == [run.id])
            #expect(try await runs.all(in: ["other"]).isEmpty)
            #expect(try await runs.verdict(on: run.id) == .undeclared)
            try await harness.put(
                "Tool", "put", Harness.merged(Harness.tool("put"), ["readBack": .object(Self.readBack)]))
            #expect(
                try await runs.verdict(on: run.id) == .nothingHappened("git/find shows that nothing happened"))
            try await harness.put("Tool", "put", Harness.tool("put", ["idempotent": true]))
            #expect(try await runs.verdict(on: run.id) == .idempotent)
            try await harness.put("Agent", "bot", Harness.agent(["enabled": false]))
            #expect(try await runs.verdict(on: run.id) == .unclear("agent 'bot' is disabled"))
            #expect(harness.server.calls.count { $0["ref"] != nil } == 1)
        }
    }

    @Test func aRunWhoseLateWorkerStillStandsIsUnclear() async throws {
        try await withHarness { harness in
            _ = try await harness.submit(Self.spec())
            let now = harness.clock.now
            try await harness.store.register(
                Worker(
                    name: "late", host: "elsewhere", bootID: "x", processID: 1, version: "0", queues: ["default"],
                    capacity: 1, startedAt: now, lastSeenAt: now))
            let claimed = try #require(
                try await harness.store.claimRuns(RunClaim(worker: "late", limit: 1, now: now)).first)
            try await harness.store.recordStarted(RunStart(lease: claimed.lease, now: now, steps: [], events: []))
            harness.clock.advance(by: .seconds(61))
            try await harness.work()
            #expect(try await harness.store.run(claimed.run.id)?.state.status == .interrupted)
            let verdict = try await InterruptedRuns(harness.services).verdict(on: claimed.run.id)
            #expect(verdict == .unclear("worker 'late', which lost the run, may still be at work on it"))
            #expect(harness.server.calls.isEmpty)
        }
    }

    @Test func whatAPersonHasCancelledIsNotAmongThoseToMakeAgain() async throws {
        for cancelsBatch in [false, true] {
            try await withHarness { harness in
                let batch = try await loseFirstAttempt(harness)
                let waiting = try #require(try await harness.runs(batch).first)
                let now = harness.clock.now
                if cancelsBatch {
                    _ = try await harness.store.cancelBatch(batch, actor: "user:anna", events: [], now: now)
                } else {
                    _ = try await harness.store.cancelRun(waiting.id, actor: "user:anna", now: now)
                }
                let run = try #require(try await harness.runs(batch).first)
                #expect(run.state.status == .interrupted && run.state.errorText?.hasPrefix("cancelled.") == true)
                #expect(try await InterruptedRuns(harness.services).all(in: ["default"]).isEmpty)
            }
        }
    }

    @Test func aRunWhoseEnvironmentIsGoneIsUnclearAndNoFailureOfTheWorker() async throws {
        try await withHarness(readBack: nil) { harness in
            let run = try await run(harness)
            try await harness.store.write { rows throws(StoreError) in
                let key = ObjectKey(kind: "Environment", organization: "acme", name: "dev")
                if let record = try rows.object(key) { try rows.deleteObject(uid: record.uid) }
                _ = try rows.raiseSerial()
            }
            guard case .unclear(let why) = try await InterruptedRuns(harness.services).verdict(on: run.id) else {
                Issue.record("it was judged")
                return
            }
            #expect(why.contains("there is no environment 'acme/dev'"))
        }
    }

    @Test func theQuestionsWaitForTheirLimitAndLeaveNoPlaceInItsLine() async throws {
        try await withHarness(readBack: nil) { harness in
            let items = (0..<3).map { index in
                Harness.item("i\(index)", input: ["ref": .string("r\(index)")], toolRun: ["tool": "git/put"])
            }
            harness.server.state.withLock { $0.crashing = ["put"] }
            let batch = try #require(try await harness.submit(Harness.spec(items)).batch)
            try await harness.work()
            harness.server.state.withLock { $0.crashing = [] }
            try await harness.put(
                "Tool", "put", Harness.merged(Harness.tool("put"), ["readBack": .object(Self.readBack)]))
            try await harness.put(
                "Limit", "slow",
                [
                    "backend": "store", "onExceeded": "wait", "onUnavailable": "closed", "per": [],
                    "rate": ["capacity": 1, "every": "1m", "refill": 1], "scope": ["tool": "git/find"],
                ])
            for run in try await harness.runs(batch.id) {
                #expect(run.state.status == .interrupted)
                #expect(try await InterruptedRuns(harness.services).verdict(on: run.id).isSafe)
            }
        }
    }
}
