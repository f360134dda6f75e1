import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveMCP
import ReeveModel
import ReeveStore
import TestSupport
import Testing

@Suite struct ToolListingsTests {
    @Test func aListingThatDiffersFailsOnlyTheRunsOfThatTool() async throws {
        let other: JSONValue = ["name": "other", "inputSchema": ["type": "object"]]
        try await Harness.with(tools: [Harness.echo, other]) { harness in
            try await harness.requirePins()
            try await harness.pin("git/echo", ToolFingerprint(Harness.echo).digest)
            try await harness.pin("git/other", ToolFingerprint(other).digest)
            harness.server.state.withLock {
                $0.tools = [["name": "echo", "description": "changed", "inputSchema": ["type": "object"]], other]
            }
            let runs = try await harness.run(
                Harness.spec([Harness.item("a"), Harness.item("b", toolRun: ["tool": "git/other"])]))
            #expect(runs[0].state.status == .failed && runs[0].state.reason == .pinMismatch)
            #expect(runs[1].state.status == .succeeded, "\(runs[1].state.errorText ?? "")")
            #expect(harness.server.calls.count == 1)
        }
    }

    @Test(.timeLimit(.minutes(10))) func allRunsThatWaitForOneListingTellWhatTheyWaitFor() async throws {
        let timer = ManualTimer()
        try await Harness.with(pool: SessionPool(teardown: .immediate, timer: timer)) { harness in
            try await harness.requirePins()
            try await harness.pin("git/echo", ToolFingerprint(Harness.echo).digest)
            // Another launch than that of the sync: its server is started for this batch.
            try await harness.put("Connection", "git", Harness.connection(["command": ["git-server", "new"]]))
            harness.server.state.withLock { $0.holds = ["tools/list"] }
            let batch = try #require(
                try await harness.submit(Harness.spec((0..<4).map { Harness.item("i\($0)") })).batch)
            let waiting = Observed<Set<ULID>>([])
            let loop = RunLoop(
                harness.services, options: harness.options,
                onEvent: { event in
                    if case .waiting(let run, .start) = event { _ = waiting.withLock { $0.insert(run) } }
                })
            let work = Task { try await loop.run() }
            await harness.server.untilHeld(1)
            await waiting.wait { $0.count == 4 }
            timer.advance(by: .seconds(2))
            harness.server.releaseHeld()
            _ = try await work.value
            for run in try await harness.runs(batch.id) {
                #expect(run.state.status == .succeeded)
                #expect(try await harness.waited(run, for: "start") == 2_000)
            }
        }
    }

    @Test func aStartThatFailsIsToldOnceToEachRunThatWaitsForTheListing() async throws {
        try await Harness.with { harness in
            try await harness.requirePins()
            try await harness.pin("git/echo", ToolFingerprint(Harness.echo).digest)
            try await harness.put("Connection", "git", Harness.connection(["command": ["git-server", "new"]]))
            harness.server.state.withLock {
                $0.startFailure = MCPError(
                    .serverExited, "the server has ended", condition: TransportCondition(ending: .process(.exited(3))))
            }
            let items = (0..<4).map { Harness.item("i\($0)") }
            let runs = try await harness.run(Harness.spec(items, ["retry": ["attempts": 1, "max": "5m", "min": "2s"]]))
            for run in runs {
                #expect(run.state.status == .failed && run.state.reason == .connectionFailed)
                #expect(try await harness.steps(run).count { $0.contains("exit status 3") } == 1)
            }
        }
    }
}
