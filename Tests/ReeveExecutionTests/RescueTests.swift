import Foundation
import ReeveJSON
import ReeveMCP
import ReeveModel
import ReeveStore
import Synchronization
import TestSupport
import Testing

@testable import ReeveExecution

/// What a worker does about those that were killed.
@Suite struct RescueTests {
    // No process has this number: it is above the kernel's largest.
    private static let noProcess: Int32 = 0x7FFF_FFF0

    private func worker(_ name: String, processID: Int32, in harness: Harness) -> Worker {
        Worker(
            name: name, host: "here", bootID: ProcessGroup.bootID, processID: processID, version: "0",
            queues: ["default"], capacity: 1, startedAt: harness.clock.now, lastSeenAt: harness.clock.now)
    }

    /// A worker that was killed after it had claimed all, with `started` runs of unknown effect.
    private func claimAndDie(_ harness: Harness, starts: Bool) async throws -> [ClaimedRun] {
        let now = harness.clock.now
        var lost = worker("dead", processID: Self.noProcess, in: harness)
        lost.bootID = harness.options.bootID
        try await harness.store.register(lost)
        let claimed = try await harness.store.claimRuns(RunClaim(worker: "dead", limit: 4, now: now))
        if starts {
            for run in claimed {
                try await harness.store.recordStarted(RunStart(lease: run.lease, now: now, steps: [], events: []))
            }
        }
        return claimed
    }

    @Test func aBatchThatARescueEndsIsReported() async throws {
        try await Harness.with { harness in
            let needy = Harness.item("b", ["needs": [["if": "succeeded", "item": "a"]]])
            let batch = try #require(try await harness.submit(Harness.spec([Harness.item("a"), needy])).batch)
            _ = try await claimAndDie(harness, starts: true)
            let report = try await harness.work()
            #expect(report.batches == [batch.id: .failed])
            #expect(report.rescue.interrupted.count == 1 && report.rescue.effects.skipped.count == 1)
            #expect(try await harness.runs(batch.id).map(\.state.status) == [.interrupted, .skipped])
            #expect(harness.server.calls.isEmpty)
        }
    }

    @Test func whatAKilledWorkerPutBackForAWhileIsWaitedFor() async throws {
        try await Harness.with { harness in
            let batch = try #require(try await harness.submit(Harness.spec([Harness.item()])).batch)
            let claimed = try await claimAndDie(harness, starts: false)
            try await harness.store.finishRun(
                RunCompletion(
                    lease: try #require(claimed.first).lease, status: .scheduled, now: harness.clock.now,
                    dueAt: harness.clock.now.advanced(by: .seconds(30)), countsAsAttempt: false, events: []))
            try await harness.work()
            #expect(try await harness.runs(batch.id).map(\.state.status) == [.succeeded])
        }
    }

    @Test func theServersOfALostWorkerAreEndedBeforeItsRunsAreTakenBack() async throws {
        try await Harness.with { harness in
            let batch = try #require(try await harness.submit(Harness.spec([Harness.item()])).batch)
            let seen = Mutex<[RunStatus]>([])
            let loop = RunLoop(
                harness.services, options: harness.options,
                beforeRescue: {
                    let statuses = (try? await harness.runs(batch.id).map(\.state.status)) ?? []
                    seen.withLock { $0 += statuses }
                    return true
                })
            _ = try await claimAndDie(harness, starts: false)
            _ = try await loop.run()
            #expect(seen.withLock { $0 } == [.running])
            #expect(try await harness.runs(batch.id).map(\.state.status) == [.succeeded])
        }
    }

    @Test func runsOfALostWorkerStayWhereItsServersCouldNotBeEnded() async throws {
        try await Harness.with { harness in
            let batch = try #require(try await harness.submit(Harness.spec([Harness.item()])).batch)
            _ = try await claimAndDie(harness, starts: false)
            let loop = RunLoop(harness.services, options: harness.options, beforeRescue: { false })
            try await loop.rescue()
            #expect(try await harness.runs(batch.id).map(\.state.status) == [.running])
            let other = RunLoop(harness.services, options: harness.options, beforeRescue: { true })
            try await other.rescue()
            #expect(try await harness.runs(batch.id).map(\.state.status) == [.ready])
        }
    }

    @Test func aWorkerThatStartsWhileOrphansAreEndedKeepsItsServers() async throws {
        try await Harness.with { harness async throws in
            let starting = worker("new", processID: getpid(), in: harness)
            // The first read finds the store as it was; then another worker registers and starts its server.
            let store = HookedStore(
                base: harness.store,
                afterFirstRead: { [store = harness.store] in
                    try? await store.register(starting)
                    try? await store.record(
                        ServerProcess(
                            host: "here", bootID: starting.bootID, groupID: Self.noProcess, startTicks: 1,
                            connection: "acme/dev/Connection/git", worker: "new", startedAt: starting.startedAt))
                })
            let ledger = ProcessLedger(store: store, clock: harness.clock, host: "here", worker: "w1")
            #expect(try await ledger.reap() == 0)
            #expect(try await harness.store.processGroups(host: "here").map(\.worker) == ["new"])
        }
    }

    /// `tools call` has no ledger: what a killed worker left is taken over by a worker that can end its servers.
    @Test func aLoopThatCannotEndServersLeavesTheRunsOfALostWorker() async throws {
        try await Harness.with { harness in
            let batch = try #require(try await harness.submit(Harness.spec([Harness.item()])).batch)
            _ = try await claimAndDie(harness, starts: true)
            _ = try await RunLoop(harness.services, options: harness.options).run()
            #expect(try await harness.runs(batch.id).map(\.state.status) == [.running])
            #expect(try await harness.store.workers().map(\.name) == ["dead"])
        }
    }
}
