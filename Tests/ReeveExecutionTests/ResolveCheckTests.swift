import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

@Suite struct ResolveCheckTests {
    @Test func agentsThatAreDisabledDoNotCall() async throws {
        try await Harness.with { harness in
            try await harness.put("Agent", "bot", Harness.agent(["enabled": false]))
            try await harness.expectRefusal(
                of: try await harness.runOne(), .failed, .agentDisabled, stage: .resolve, event: .runRefused)
        }
    }

    @Test func nobodyStandsInForAMissingAgent() async throws {
        try await Harness.with { harness in
            let batch = try #require(try await harness.submit(Harness.spec([Harness.item()])).batch)
            let run = try #require(try await harness.runs(batch.id).first)
            _ = try await harness.store.assignRun(run.id, agent: "ghost", worker: nil, events: [])
            try await harness.work()
            let ended = try #require(try await harness.store.run(run.id))
            try await harness.expectRefusal(of: ended, .failed, .agentMissing, stage: .resolve, event: .runRefused)
        }
    }

    @Test func toolsThatWereNotSyncedAreMissing() async throws {
        try await Harness.with(synced: false) { harness in
            try await harness.expectRefusal(
                of: try await harness.runOne(), .failed, .toolMissing, stage: .resolve, event: .runRefused)
        }
    }

    @Test func toolsThatAreDisabledAreNotCalled() async throws {
        try await Harness.with { harness in
            try await harness.put("Tool", "echo", Harness.tool("echo", ["enabled": false]))
            try await harness.expectRefusal(
                of: try await harness.runOne(), .failed, .toolDisabled, stage: .resolve, event: .runRefused)
        }
    }
}
