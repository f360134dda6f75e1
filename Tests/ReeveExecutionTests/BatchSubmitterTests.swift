import ReeveAudit
import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

@Suite struct BatchSubmitterTests {
    @Test func theSameKeyGivesTheFirstBatchAndOtherContentIsRefused() async throws {
        try await Harness.with { harness in
            let spec = Harness.spec([Harness.item()])
            let first = try #require(try await harness.submit(spec, key: "k").batch)
            guard case .existing(let again) = try await harness.submit(spec, key: "k") else {
                Issue.record("a second batch was made")
                return
            }
            #expect(again.id == first.id)
            await #expect {
                _ = try await harness.submit(Harness.spec([Harness.item("other")]), key: "k")
            } throws: { error in
                guard case .idempotencyConflict? = (error as? ExecutionError)?.underlying?.code else { return false }
                return true
            }
        }
    }

    @Test func strictRefusesTheWholeSubmission() async throws {
        try await Harness.with { harness in
            try await harness.put("Policy", "all", Harness.policy(conditions: ["arguments": ["/n": ["max": 5]]]))
            let spec = Harness.spec([Harness.item("a", input: ["n": 1]), Harness.item("b", input: ["n": 9])])
            guard case .denied(let denied) = try await harness.submit(spec, strict: true) else {
                Issue.record("it was submitted")
                return
            }
            #expect(denied.map(\.item) == ["b"])
            #expect(try await harness.store.batches().isEmpty)
            #expect(try await harness.events().last?.type == .batchRefused)
            guard case .submitted(_, 2, let some) = try await harness.submit(spec) else {
                Issue.record("it was not submitted")
                return
            }
            #expect(some.map(\.item) == ["b"])
        }
    }

    @Test func aDefinitionThatCannotBeExpandedIsDiagnosed() async throws {
        try await Harness.with { harness in
            let cycle = Harness.spec([Harness.item("a", ["needs": [["if": "succeeded", "item": "a"]]])])
            guard case .invalid(let diagnostics) = try await harness.submit(cycle) else {
                Issue.record("it was submitted")
                return
            }
            #expect(diagnostics.map(\.code.text) == ["batch.cycle"])
        }
    }
}
