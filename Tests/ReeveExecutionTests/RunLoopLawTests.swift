import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import TestSupport
import Testing

@Suite struct RunLoopLawTests {
    /// Random batches always end, each run once, and nothing runs before what it needs.
    @Test func randomBatchesAlwaysEndInOrder() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<8 {
            try await Harness.with(answer: { input in
                FakeServer.text("x", isError: input["fail"] == true)
            }) { harness in
                try await harness.put("Limit", "wide", RunLoopTests.wide, environment: nil)
                try await harness.put("Tool", "echo", Harness.tool("echo", ["idempotent": true]))
                var items: [JSONValue] = []
                for index in 0..<Int.random(in: 3...12, using: &random) {
                    var needs: [JSONValue] = []
                    for other in 0..<index where Int.random(in: 0..<3, using: &random) == 0 {
                        let condition =
                            ["succeeded", "finished", "failed"].randomElement(using: &random) ?? "succeeded"
                        needs.append(["if": .string(condition), "item": .string("i\(other)")])
                    }
                    items.append(
                        Harness.item(
                            "i\(index)", input: ["fail": .bool(Int.random(in: 0..<4, using: &random) == 0)],
                            ["needs": .array(needs), "once": .bool(Bool.random(using: &random))]))
                }
                let spec = Harness.spec(
                    items,
                    [
                        "concurrency": JSONValue(Int.random(in: 1...8, using: &random)),
                        "matrix": [
                            "n": [
                                "range": ["from": 1, "step": 1, "to": JSONValue(Int.random(in: 1...4, using: &random))]
                            ]
                        ],
                    ])
                let runs = try await harness.run(spec)
                #expect(runs.allSatisfy { $0.state.status.isTerminal }, "seed \(seed)")
                let byID = Dictionary(uniqueKeysWithValues: runs.map { ($0.id, $0) })
                let events = try await harness.events()
                for run in runs {
                    let ends = events.filter {
                        $0.runID == run.id.text
                            && [.runFinished, .runSkipped, .runCancelled, .runRefused].contains($0.type)
                    }
                    #expect(ends.count == 1, "seed \(seed): \(run.identity.item) ended \(ends.count) times")
                    guard let started = run.state.startedAt else { continue }
                    let needs = try await harness.store.read { rows throws(StoreError) in try rows.needs(of: run.id) }
                    for need in needs {
                        let upstream = try #require(byID[need.upstream])
                        let ended = try #require(upstream.state.endedAt)
                        #expect(ended <= started && need.condition.isMet(by: upstream.state.status), "seed \(seed)")
                        let end = events.firstIndex { $0.runID == upstream.id.text && $0.type == .runFinished }
                        let start = events.firstIndex { $0.runID == run.id.text && $0.type == .runStarted }
                        if let end, let start { #expect(end < start, "seed \(seed)") }
                    }
                }
                let batch = try #require(try await harness.store.batches().first)
                #expect(batch.status != .open, "seed \(seed)")
            }
        }
    }
}
