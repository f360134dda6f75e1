import Glibc
import ReeveAudit
import ReeveJSON
import ReeveMCP
import ReeveModel
import ReeveStore
import TestSupport
import Testing

@testable import ReeveExecution

@Suite struct DirectCallTests {
    @Test func aDirectCallIsABatchOfOneThroughTheSameGate() async throws {
        try await Harness.with { harness in
            let call = DirectCall(harness.services, options: harness.options)
            let request = DirectCall.Request(
                organization: "acme", environment: "dev", agent: "bot",
                tool: ToolAddress(connection: "git", tool: "echo"), input: ["x": 1], requester: "user:anna")
            guard case .ran(let id, .succeeded, nil, _, let document) = try await call.call(request) else {
                Issue.record("the call failed")
                return
            }
            #expect(document?["content"]?[0]?["text"] == "{\"x\":1}")
            let ran = try await harness.store.run(id)
            #expect(try await harness.events(ran).map(\.type) == [.runStarted, .runFinished])
            try await harness.put("Policy", "all", Harness.policy(effect: "deny"))
            guard case .ran(_, .denied, .policyDenied, _, nil) = try await call.call(request) else {
                Issue.record("the call was not denied")
                return
            }
        }
    }

    private static let request = DirectCall.Request(
        organization: "acme", environment: "dev", agent: "bot", tool: ToolAddress(connection: "git", tool: "echo"),
        input: [:], requester: "user:anna")

    @Test func aStoppedCallIsEnded() async throws {
        try await Harness.with { harness in
            let call = DirectCall(harness.services, options: harness.options, onLoop: { $0.stop() })
            guard case .ran(let id, .cancelled, .cancelledUser, _, nil) = try await call.call(Self.request) else {
                Issue.record("it was not ended")
                return
            }
            #expect(try await harness.store.run(id)?.state.status == .cancelled)
            #expect(harness.server.calls.isEmpty)
        }
    }

    @Test(arguments: [false, true])
    func aKilledCallIsEndedByTheNextCommand(isAlive: Bool) async throws {
        try await Harness.with { harness in
            let boot = ProcessGroup.bootID
            let name = "here-\(isAlive ? getpid() : 1)-abcdef"
            if isAlive {
                try await harness.store.register(
                    Worker(
                        name: name, host: "here", bootID: boot, processID: getpid(), version: "0", queues: [],
                        capacity: 0,
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
            #expect(try await harness.runs(batch.id).map(\.state.status) == [.ready])
            try await DirectCall.endAbandoned(harness.services, host: "here", bootID: boot)
            #expect(try await harness.runs(batch.id).map(\.state.status) == [isAlive ? .ready : .cancelled])
        }
    }
}
