import ReeveAudit
import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

/// From the first stage to the stored result.
@Suite struct GateAttemptTests {
    @Test func aCallThatPassesLeavesEveryStageAndBothEvents() async throws {
        try await Harness.with { harness in
            let run = try await harness.runOne(Harness.item(input: ["x": 1]))
            #expect(run.state.status == .succeeded)
            let document = try await harness.document(run)
            #expect(document["content"]?[0]?["text"] == "{\"x\":1}")
            #expect(document["run_id"]?.string == run.id.text && document["status"] == "succeeded")
            #expect(document["agent"] == "bot" && document["tool"] == "git/echo" && document["isError"] == false)
            #expect(document["reason"] == .null && document["execution"]?["started_at"]?.string != nil)
            let stages = try await harness.steps(run).compactMap { $0.split(separator: ":").first.map(String.init) }
            #expect(
                stages == [
                    "resolve", "connection", "policy", "input", "approval", "rate", "budget", "calls git/echo",
                    "output",
                    "succeeded",
                ])
            let events = try await harness.events(run)
            #expect(events.map(\.type) == [.runStarted, .runFinished])
            #expect(events[0].decision == .allow && events[0].ruleIDs == ["rule"])
            #expect(events[0].context?["rules"] == ["manifests/all.yaml:14"])
            #expect(events[0].argumentDigest == ContentDigest.of(["x": 1]) && events[0].onBehalfOf == "user:anna")
            #expect(events[1].outcome == "succeeded" && events[1].effectID == events[0].effectID)
        }
    }

    @Test func aToolsOwnFailureFailsTheRunUnlessItIsExpected() async throws {
        try await Harness.with(answer: { _ in FakeServer.text("no such repository", isError: true) }) { harness in
            let run = try await harness.runOne()
            #expect(
                run.state.status == .failed && run.state.reason == .toolError
                    && run.state.errorText == "no such repository")
            let expected = try await harness.runOne(
                Harness.item("a", ["expect": [["equals": true, "path": "/isError"]]]))
            #expect(expected.state.status == .succeeded)
        }
    }

    @Test func outputMustFitItsSchemaAndItsCap() async throws {
        let tool: JSONValue = [
            "name": "echo", "inputSchema": ["type": "object"],
            "outputSchema": ["properties": ["n": ["type": "integer"]], "required": ["n"], "type": "object"],
        ]
        try await Harness.with(
            tools: [tool],
            answer: { input in
                ["content": [["text": input["t"] ?? "", "type": "text"]], "structuredContent": input["out"] ?? [:]]
            }
        ) { harness in
            #expect(try await harness.runOne(Harness.item(input: ["out": ["n": 1]])).state.status == .succeeded)
            let wrong = try await harness.runOne(Harness.item(input: ["out": ["n": "x"]]))
            #expect(wrong.state.reason == .outputInvalid)
            #expect(try await harness.steps(wrong).contains { $0.hasPrefix("output: ") })
            try await harness.put("Tool", "echo", Harness.tool("echo", ["maxOutput": "1KiB"]))
            let large = try await harness.runOne(
                Harness.item(input: ["out": ["n": 1], "t": .string(String(repeating: "x", count: 2_000))]))
            #expect(large.state.reason == .outputInvalid)
            #expect(try await harness.document(large)["content"] == [])
        }
    }

    @Test func largeResultsAreKeptUnderTheirDigest() async throws {
        try await Harness.with { harness in
            let text = String(repeating: "long ", count: 30_000)
            let run = try await harness.runOne(Harness.item(input: ["t": .string(text)]))
            #expect(run.state.status == .succeeded)
            #expect((run.content?.output?.utf8.count ?? 0) < 400 && (run.content?.input?.utf8.count ?? 0) < 400)
            #expect(try await harness.document(run)["content"]?[0]?["text"]?.string?.contains(text) == true)
        }
    }

    @Test func aPlantedSecretIsNowhereInTheStore() async throws {
        let secret = "s3cr3t-planted-value-0815"
        try await Harness.with(
            environment: ["PLANTED": secret],
            answer: { input in
                if input["fail"] != nil { return FakeServer.text("refused: " + secret, isError: true) }
                return [
                    "content": [["text": .string("token " + secret), "type": "text"]],
                    "structuredContent": ["key": .string(secret)],
                ]
            }
        ) { harness in
            try await harness.put("Connection", "git", Harness.connection(["env": ["TOKEN": "env:PLANTED"]]))
            let runs = try await harness.run(
                Harness.spec([
                    Harness.item("ok"), Harness.item("bad", input: ["fail": true]),
                    Harness.item("expect", ["expect": [["equals": "x", "path": "/structuredContent/key"]]]),
                    Harness.item("late", input: ["echoed": ["fromSecret": "env:PLANTED"]]),
                ]))
            #expect(runs.map(\.state.status) == [.succeeded, .failed, .failed, .succeeded])
            for run in runs {
                #expect(run.state.errorText?.contains(secret) != true)
                #expect(run.content?.output?.contains(secret) != true)
                for step in try await harness.store.steps(of: run.id) {
                    #expect(!step.message.contains(secret) && step.details?.contains(secret) != true)
                }
            }
            for entry in try await harness.store.auditEntries(AuditFilter()) {
                #expect(!String(decoding: entry.bytes, as: UTF8.self).contains(secret))
            }
            #expect(try await harness.events(runs[0]).last?.redactions?.isEmpty == false)
            // As a part of the work it is refused, whoever will make the call.
            let literal = try await harness.submit(Harness.spec([Harness.item(input: ["echoed": .string(secret)])]))
            guard case .invalid(let mistakes) = literal else {
                Issue.record("\(literal)")
                return
            }
            #expect(mistakes.map(\.code) == ["input.secret"])
        }
    }
}
