import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import TestSupport
import Testing

/// Tool definitions as real servers send them; see `WildDefinitions/README.md`.
@Suite struct WildDefinitionTests {
    private struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let tools: [JSONValue]
        let call: JSONValue
        let expect: JSONObject
    }

    private static let cases: [Case] = {
        let path = TestFolder.target() + "/WildDefinitions/definitions.json"
        let value = (try? TestFolder.read(path)).flatMap { try? JSONParser.parse($0) }
        return (value?.array ?? []).map {
            Case(
                testDescription: $0["case"]?.string ?? "", tools: $0["tools"]?.array ?? [], call: $0["call"] ?? [:],
                expect: $0["expect"]?.object ?? [:])
        }
    }()

    @Test func thereAreCases() { #expect(Self.cases.count >= 13) }

    @Test(arguments: cases)
    private func definitionsAreJudgedWhereTheyAreListed(_ wild: Case) async throws {
        try await Harness.with(tools: wild.tools, synced: false) { harness in
            let report = try await harness.sync()
            for wanted in wild.expect {
                let tool = wanted.key
                let parts = report.findings.filter { $0.tool == tool }.map(\.part)
                let outcome = tool.isEmpty ? nil : try await run(tool, wild.call, harness)
                switch wanted.value.string {
                case "usable":
                    #expect(parts.isEmpty)
                    #expect(outcome?.state.status == .succeeded)
                case "finding":
                    #expect(parts == [.inputSchema])
                    #expect(outcome?.state.status == .failed && outcome?.state.reason == .schemaUnusable)
                case "output-finding":
                    #expect(parts == [.outputSchema])
                    #expect(outcome?.state.status == .succeeded)
                case "refused":
                    #expect(parts == [.name])
                    #expect(outcome == nil || outcome?.state.reason == .toolMissing)
                default: Issue.record("the case wants something else of '\(tool)'")
                }
            }
        }
    }

    private func run(_ tool: String, _ input: JSONValue, _ harness: Harness) async throws -> RunRecord? {
        try await harness.run(
            Harness.spec([Harness.item(input: input, toolRun: ["tool": .string("git/\(tool)")])])
        ).first
    }

    private static let dangling: JSONValue = [
        "name": "echo", "inputSchema": ["type": "object", "properties": ["s": ["$ref": "#/$defs/Screen"]]],
    ]

    @Test func aDeclaredSchemaStandsInForOneThatCannotBeUsed() async throws {
        try await Harness.with(tools: [Self.dangling]) { harness in
            try await harness.put(
                "Tool", "echo",
                Harness.tool("echo", ["inputSchema": ["type": "object", "required": ["s"]]]))
            let runs = try await harness.run(
                Harness.spec([Harness.item("a", input: ["s": "x"]), Harness.item("b", input: [:])]))
            #expect(runs.first { $0.identity.item == "a" }?.state.status == .succeeded)
            #expect(runs.first { $0.identity.item == "b" }?.state.reason == .inputInvalid)
        }
    }

    @Test func anUnusableOutputSchemaIsAStepOfTheRunThatItConcerns() async throws {
        try await Harness.with(tools: [
            ["name": "echo", "inputSchema": ["type": "object"], "outputSchema": ["$ref": "#/$defs/Gone"]]
        ]) { harness in
            let run = try #require(try await harness.run(Harness.spec([Harness.item()])).first)
            #expect(run.state.status == .succeeded)
            #expect(try await harness.steps(run).contains { $0.contains("#/$defs/Gone") })
        }
    }

    @Test func aNameThatIsTooLongIsToldAsThat() async throws {
        let long = String(repeating: "n", count: 129)
        try await Harness.with(
            tools: [Harness.echo, ["name": .string(long), "inputSchema": ["type": "object"]]], synced: false
        ) { harness in
            let report = try await harness.sync()
            #expect(report.findings.map(\.part) == [.name])
            #expect(report.findings.first?.message.contains("129 characters") == true)
        }
    }

    @Test func aGuardrailThatFailsSaysWhatWasExpected() async throws {
        try await Harness.with { harness in
            let item = Harness.item("a", ["expect": [["status": "denied"]]])
            let batch = try #require(try await harness.submit(Harness.spec([item])).batch)
            let preview = try #require(try await GatePreview(harness.services).queued(batch: batch.id).first)
            #expect(preview.isUnmet && preview.isFailure)
            #expect(preview.message == "expected denied, it would be called")
            try await harness.work()
            let run = try #require(try await harness.runs(batch.id).first)
            #expect(run.state.reason == .expectationFailed && run.state.errorText == "expected denied, succeeded")
        }
    }
}
