import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

@Suite struct SubmissionChecksTests {
    @Test func agentsAndConnectionsThatAreNotThereAreDiagnosed() async throws {
        try await Harness.with { harness in
            let result = try await harness.submit(
                Harness.spec([
                    Harness.item("a", toolRun: ["agent": "bott"]), Harness.item("b", toolRun: ["tool": "gitt/echo"]),
                ]))
            guard case .invalid(let diagnostics) = result else {
                Issue.record("\(result)")
                return
            }
            #expect(diagnostics.map(\.code.text) == ["batch.unknown-agent", "batch.unknown-connection"])
            #expect(diagnostics[0].label == "did you mean 'bot'?")
            #expect(try await harness.store.batches().isEmpty)
        }
    }

    @Test func aTaskWithoutProviderAndPromptIsRefusedWithItsPlaces() async throws {
        try await Harness.with { harness in
            let task: JSONValue = [
                "name": "note", "once": false, "task": ["agent": "bot", "mode": "execute", "timeout": "5m"],
            ]
            let result = try await harness.submit(Harness.spec([Harness.item("a"), task]))
            guard case .invalid(let diagnostics) = result else {
                Issue.record("\(result)")
                return
            }
            #expect(diagnostics.map(\.code.text) == ["task.no-provider", "task.no-prompt"])
            #expect(try await harness.store.batches().isEmpty)
        }
    }
}
