import ReeveAudit
import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import Synchronization
import TestSupport
import Testing

@Suite struct SubmissionTests {
    @Test func theSameKeyGivesTheFirstBatchAndOtherContentIsRefused() async throws {
        let harness = try await Harness()
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
        await harness.close()
    }

    @Test func strictRefusesTheWholeSubmission() async throws {
        let harness = try await Harness()
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
        await harness.close()
    }

    @Test func whatALaterFactCanChangeIsLeftToTheGate() async throws {
        let harness = try await Harness { _ in FakeServer.text("9") }
        try await harness.put(
            "Policy", "all", Harness.policy(conditions: ["arguments": ["/n": ["present": false]]]))
        // The value comes from another item, so nobody can know it yet.
        let spec = Harness.spec([
            Harness.item("a"),
            Harness.item(
                "b", input: ["n": ["fromItem": "a", "path": "/content/0/text"]],
                ["needs": [["if": "succeeded", "item": "a"]]]),
        ])
        guard case .submitted(let batch, 2, let denied) = try await harness.submit(spec) else {
            Issue.record("it was not submitted")
            return
        }
        #expect(denied.isEmpty)
        try await harness.work()
        #expect(try await harness.runs(batch.id).map(\.status) == [.succeeded, .denied])
        await harness.close()
    }

    @Test func agentsAndConnectionsThatAreNotThereAreDiagnosed() async throws {
        let harness = try await Harness()
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
        await harness.close()
    }

    @Test func aDefinitionThatCannotBeExpandedIsDiagnosed() async throws {
        let harness = try await Harness()
        let cycle = Harness.spec([Harness.item("a", ["needs": [["if": "succeeded", "item": "a"]]])])
        guard case .invalid(let diagnostics) = try await harness.submit(cycle) else {
            Issue.record("it was submitted")
            return
        }
        #expect(diagnostics.map(\.code.text) == ["batch.cycle"])
        await harness.close()
    }

    @Test func aDirectCallIsABatchOfOneThroughTheSameGate() async throws {
        let harness = try await Harness()
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
        await harness.close()
    }
}

@Suite struct ToolSyncTests {
    private func tool(_ description: String, _ schema: JSONValue = ["type": "object"]) -> JSONValue {
        ["_meta": ["x": 1], "description": .string(description), "inputSchema": schema, "name": "echo"]
    }

    @Test func versionsAreCountedByWhatChanged() async throws {
        let harness = try await Harness(tools: [tool("a")], synced: false)
        #expect(try await harness.sync().entries.map(\.change) == [.new])
        #expect(try await harness.sync().entries.map(\.change) == [.unchanged])
        harness.server.state.withLock { $0.tools = [tool("b")] }
        #expect(try await harness.sync().entries.map(\.change) == [.changed(.textOnly, version: "1.0.1")])
        let more: JSONValue = ["properties": ["n": ["type": "integer"]], "type": "object"]
        harness.server.state.withLock { $0.tools = [tool("b", more)] }
        #expect(try await harness.sync().entries.map(\.change) == [.changed(.additive, version: "1.1.0")])
        let narrow: JSONValue = ["properties": ["n": ["type": "integer"]], "required": ["n"], "type": "object"]
        harness.server.state.withLock { $0.tools = [tool("b", narrow)] }
        #expect(try await harness.sync().entries.map(\.change) == [.changed(.breaking, version: "2.0.0")])
        let current = try await harness.store.toolDefinitions(ToolFilter(tool: "echo"))
        #expect(current.map(\.version) == ["2.0.0"])
        await harness.close()
    }

    @Test func aToolThatStopsBeingReadOnlyIsDangerous() {
        let before: JSONValue = ["annotations": ["readOnlyHint": true], "name": "x"]
        #expect(DefinitionVerdict(from: before, to: ["name": "x"]) == .turnedDangerous)
        let safe: JSONValue = ["annotations": ["destructiveHint": false], "name": "x"]
        #expect(
            DefinitionVerdict(from: safe, to: ["annotations": ["destructiveHint": true], "name": "x"])
                == .turnedDangerous)
        #expect(DefinitionVerdict(from: ["name": "x"], to: before) == .breaking)
    }

    @Test func anEmptyListAfterAFullOneIsRefused() async throws {
        let harness = try await Harness()
        harness.server.state.withLock { $0.tools = [] }
        await #expect {
            try await harness.sync()
        } throws: { error in
            (error as? ExecutionError)?.code == .emptyToolList(connection: "git")
        }
        #expect(try await harness.sync(allowsEmpty: true).entries.map(\.change) == [.vanished])
        await harness.close()
    }

    @Test func aChangeOfAPinnedToolIsStaleUntilThePinFollows() async throws {
        let harness = try await Harness(tools: [tool("a")])
        try await harness.pin("git/echo", ToolFingerprint(tool("a")).digest)
        #expect(try await harness.run(Harness.spec([Harness.item()])).first?.status == .succeeded)
        harness.server.state.withLock { $0.tools = [tool("b")] }
        #expect(try await harness.sync().entries.map(\.change) == [.stale(.textOnly)])
        #expect(try await harness.run(Harness.spec([Harness.item()])).first?.reason == .pinMismatch)
        let lock = try await LockBuilder(harness.services).lock([Scope(organization: "acme", environment: "dev")])
        let entries = try #require(lock.scopes.first).entries
        #expect(entries.map(\.address) == ["git", "git/echo"])
        #expect(entries[1].digest == ToolFingerprint(tool("b")).digest)
        // Approved: it counts at once, and the next sync makes it the current version.
        try await harness.pin("git/echo", entries[1].digest)
        #expect(try await harness.run(Harness.spec([Harness.item()])).first?.status == .succeeded)
        #expect(try await harness.sync().entries.map(\.change) == [.changed(.textOnly, version: "1.0.1")])
        #expect(try await harness.run(Harness.spec([Harness.item()])).first?.status == .succeeded)
        await harness.close()
    }

    @Test func aChangeThatTheServerTakesBackLeavesNothingStale() async throws {
        let harness = try await Harness(tools: [tool("a")])
        try await harness.pin("git/echo", ToolFingerprint(tool("a")).digest)
        harness.server.state.withLock { $0.tools = [tool("b")] }
        try await harness.sync()
        harness.server.state.withLock { $0.tools = [tool("a")] }
        #expect(try await harness.sync().entries.map(\.change) == [.unchanged])
        #expect(try await harness.run(Harness.spec([Harness.item()])).first?.status == .succeeded)
        await harness.close()
    }

    @Test func aTestWritesTheStatusOfTheConnectionAndItsEvent() async throws {
        let harness = try await Harness()
        let tester = ConnectionTester(harness.services)
        let report = try await tester.test(
            connection: "git", organization: "acme", environment: "dev", requester: Requester("user:anna"))
        #expect(report.tools == ["echo"] && report.serverName == "fake")
        try await harness.put("Connection", "git", Harness.connection(["serverVersion": "7"]))
        await #expect(throws: ExecutionError.self) {
            try await tester.test(
                connection: "git", organization: "acme", environment: "dev", requester: Requester("user:anna"))
        }
        let status = try #require(try await harness.store.connectionStatuses().first)
        #expect(status.status == .fail && status.lastSeenAt != nil && status.lastError?.contains("'7'") == true)
        let event = try #require(try await harness.events().last)
        #expect(event.type == .connectionTested && event.outcome == "failed")
        await harness.close()
    }
}
