import Glibc
import ReeveJSON
import ReeveMCP
import ReeveModel
import ReeveStore
import Testing

@testable import ReeveExecution

/// What was agreed with a server is the next process' first guess.
@Suite struct AgreedProtocolsTests {
    @Test func theEraIsKeptForOneLaunch() async throws {
        let harness = try await Harness()
        let first = AgreedProtocols(store: harness.store)
        let memory = first.memory(of: "acme/dev/git", identity: .of("a"))
        #expect(await memory.recall() == nil)
        await memory.remember(.legacy)
        let second = AgreedProtocols(store: harness.store)
        #expect(await second.memory(of: "acme/dev/git", identity: .of("a")).recall() == .legacy)
        #expect(await second.memory(of: "acme/dev/git", identity: .of("b")).recall() == nil)
        #expect(await second.memory(of: "acme/dev/time", identity: .of("a")).recall() == nil)
        await memory.remember(.modern)
        #expect(await second.memory(of: "acme/dev/git", identity: .of("a")).recall() == .modern)
        try await harness.store.setValue("something else", forKey: "connection.protocol.acme/dev/git")
        #expect(await second.memory(of: "acme/dev/git", identity: .of("a")).recall() == nil)
        await harness.close()
    }

    @Test func aStoreThatCannotBeWrittenCostsTheGuessAlone() async throws {
        let harness = try await Harness()
        let full = HookedStore(base: harness.store, beforeWrite: { () throws(StoreError) in throw StoreError(.full) })
        let memory = AgreedProtocols(store: full).memory(of: "acme/dev/git", identity: .of("a"))
        await memory.remember(.legacy)
        #expect(await memory.recall() == nil)
        await harness.close()
    }
}

/// A call by hand that nobody waits for any more.
@Suite struct AbandonedCallTests {
    private static let request = DirectCall.Request(
        organization: "acme", environment: "dev", agent: "bot", tool: ToolAddress(connection: "git", tool: "echo"),
        input: [:], requester: "user:anna")

    @Test func aStoppedCallIsEnded() async throws {
        let harness = try await Harness()
        let call = DirectCall(harness.services, options: harness.options, onLoop: { $0.stop() })
        guard case .ran(let id, .cancelled, .cancelledUser, _, nil) = try await call.call(Self.request) else {
            Issue.record("it was not ended")
            return
        }
        #expect(try await harness.store.run(id)?.status == .cancelled)
        #expect(harness.server.calls.isEmpty)
        await harness.close()
    }

    @Test(arguments: [false, true])
    func aKilledCallIsEndedByTheNextCommand(isAlive: Bool) async throws {
        let harness = try await Harness()
        let boot = ProcessGroup.bootID
        let name = "here-\(isAlive ? getpid() : 1)-abcdef"
        if isAlive {
            try await harness.store.register(
                Worker(
                    name: name, host: "here", bootID: boot, processID: getpid(), version: "0", queues: [], capacity: 0,
                    startedAt: harness.clock.now, lastSeenAt: harness.clock.now))
        }
        let batch = try #require(
            try await BatchSubmitter(harness.services).submit(
                SubmissionRequest(
                    organization: "acme", environment: "dev", name: "git/echo",
                    spec: Harness.spec([Harness.item("call")], ["queue": .string(DirectCall.queue)]),
                    idempotencyKey: "direct \(name) 01", requester: "user:anna")
            ).batch)
        try await DirectCall.endAbandoned(harness.services, host: "elsewhere", bootID: boot)
        #expect(try await harness.runs(batch.id).map(\.status) == [.ready])
        try await DirectCall.endAbandoned(harness.services, host: "here", bootID: boot)
        #expect(try await harness.runs(batch.id).map(\.status) == [isAlive ? .ready : .cancelled])
        await harness.close()
    }
}
