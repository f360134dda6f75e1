import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveLLM
import ReeveModel
import ReeveStore
import TestSupport
import Testing

/// Every cap fires, with its own reason.
@Suite struct TaskCapTests {
    private static func calls(_ number: Int) -> ScriptedModel.Turn {
        ScriptedModel.calls("git/echo", ["n": JSONValue(number)], id: "c\(number)")
    }

    private static let endless = (1...50).map { calls($0) }

    @Test func turns() async throws {
        try await TaskHarness.with(Self.endless, agent: ["limits": ["turns": 2]]) { harness in
            let run = try await harness.run()
            #expect(run.state.status == .failed && run.state.reason == .limitTurns)
            #expect(harness.model.requests.count == 2)
            // A call whose result nobody would read is not made.
            #expect(harness.base.server.calls.count == 1)
        }
    }

    @Test func toolCalls() async throws {
        try await TaskHarness.with(Self.endless, agent: ["limits": ["toolCalls": 3]]) { harness in
            let run = try await harness.run()
            #expect(run.state.reason == .limitToolCalls)
            #expect(harness.base.server.calls.count == 3)
        }
    }

    @Test func repeatsAreCountedWhateverTheirIds() async throws {
        let same = (1...20).map { ScriptedModel.calls("git/echo", ["a": 1], id: $0 % 2 == 0 ? "same" : "c\($0)") }
        try await TaskHarness.with(same, agent: ["limits": ["repeats": 2]]) { harness in
            let run = try await harness.run()
            #expect(run.state.reason == .limitRepeats)
            #expect(harness.base.server.calls.count == 2)
        }
    }

    @Test func tokensAreReservedAtTheCeilingAndSettled() async throws {
        try await TaskHarness.with(Self.endless, agent: ["limits": ["tokens": 3_000]]) { harness in
            let run = try await harness.run()
            #expect(run.state.reason == .limitTokens, "\(run.state.errorText ?? "")")
            #expect((run.usage.tokensIn ?? 0) + (run.usage.tokensOut ?? 0) <= 3_000)
            #expect(!harness.model.requests.isEmpty)
            for request in harness.model.requests { #expect((request.parameters["max_tokens"]?.int ?? 0) <= 3_000) }
        }
    }

    @Test func costIsReservedAtTheCeilingAndSettled() async throws {
        try await TaskHarness.with(Self.endless, agent: ["limits": ["cost": "0.002 EUR"]]) { harness in
            let run = try await harness.run()
            #expect(run.state.reason == .limitCost, "\(run.state.errorText ?? "")")
            #expect((run.usage.cost ?? 0) <= 2_000)
            #expect(!harness.model.requests.isEmpty)
        }
    }

    @Test func wallClock() async throws {
        try await TaskHarness.with(
            [Self.calls(1)], agent: ["limits": ["wallClock": "5s"]],
            answer: { _ in FakeServer.text("late") }
        ) { harness in
            let clock = harness.base.clock
            harness.base.server.state.withLock { state in
                state.answer = { _ in
                    clock.advance(by: .seconds(6))
                    return FakeServer.text("late")
                }
            }
            let run = try await harness.run()
            #expect(run.state.reason == .limitWallClock, "\(run.state.errorText ?? "")")
        }
    }

    @Test func anItemLowersACapAndNeverRaisesIt() async throws {
        try await TaskHarness.with(Self.endless, agent: ["limits": ["turns": 3]]) { harness in
            let low = try await harness.run(["limits": ["turns": 1]])
            #expect(low.state.reason == .limitTurns && harness.model.requests.count == 1)
            let high = try await harness.run(["limits": ["turns": 9]])
            #expect(high.state.reason == .limitTurns && harness.model.requests.count == 4)
        }
    }

    @Test func aBatchsBudgetOfTokensAndMoneyHoldsForAllItsTasks() async throws {
        try await TaskHarness.with([ScriptedModel.says("x", tokens: (1_000, 100))]) { harness in
            let items = (1...4).map { TaskHarness.item(name: "t\($0)") }
            let runs = try await harness.runs(Harness.spec(items, ["budget": ["tokens": 8_000], "concurrency": 1]))
            let reasons = runs.map(\.state.reason)
            #expect(reasons.contains(.budgetExceeded) && reasons.contains(nil), "\(reasons)")
            let used = runs.reduce(0) { $0 + ($1.usage.tokensIn ?? 0) + ($1.usage.tokensOut ?? 0) }
            #expect(used <= 8_000)
        }
    }

    @Test func aProviderThatTellsNoUsageKeepsItsReservation() async throws {
        try await TaskHarness.with([ScriptedModel.says("x", tokens: nil)]) { harness in
            let items = (1...4).map { TaskHarness.item(name: "t\($0)") }
            let runs = try await harness.runs(Harness.spec(items, ["budget": ["tokens": 12_000], "concurrency": 1]))
            #expect(runs.filter { $0.state.reason == .budgetExceeded }.count == 2, "\(runs.map(\.state.reason))")
        }
    }
}
