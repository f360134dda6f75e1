import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import TestSupport
import Testing

@Suite struct ToolSyncTests {
    private func tool(_ description: String, _ schema: JSONValue = ["type": "object"]) -> JSONValue {
        ["_meta": ["x": 1], "description": .string(description), "inputSchema": schema, "name": "echo"]
    }

    @Test func versionsAreCountedByWhatChanged() async throws {
        try await Harness.with(tools: [tool("a")], synced: false) { harness in
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
        }
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
        try await Harness.with { harness async throws in
            harness.server.state.withLock { $0.tools = [] }
            await #expect {
                try await harness.sync()
            } throws: { error in
                (error as? ExecutionError)?.code == .emptyToolList(connection: "git")
            }
            #expect(try await harness.sync(allowsEmpty: true).entries.map(\.change) == [.vanished])
        }
    }

    @Test func aChangeOfAPinnedToolIsStaleUntilThePinFollows() async throws {
        try await Harness.with(tools: [tool("a")]) { harness in
            try await harness.pin("git/echo", ToolFingerprint(tool("a")).digest)
            #expect(try await harness.run(Harness.spec([Harness.item()])).first?.state.status == .succeeded)
            harness.server.state.withLock { $0.tools = [tool("b")] }
            #expect(try await harness.sync().entries.map(\.change) == [.stale(.textOnly)])
            #expect(try await harness.run(Harness.spec([Harness.item()])).first?.state.reason == .pinMismatch)
            let lock = try await LockBuilder(harness.services).lock([Scope(organization: "acme", environment: "dev")])
            let entries = try #require(lock.scopes.first).entries
            #expect(entries.map(\.address) == ["git", "git/echo"])
            #expect(entries[1].digest == ToolFingerprint(tool("b")).digest)
            // Approved: it counts at once, and the next sync makes it the current version.
            try await harness.pin("git/echo", entries[1].digest)
            #expect(try await harness.run(Harness.spec([Harness.item()])).first?.state.status == .succeeded)
            #expect(try await harness.sync().entries.map(\.change) == [.changed(.textOnly, version: "1.0.1")])
            #expect(try await harness.run(Harness.spec([Harness.item()])).first?.state.status == .succeeded)
        }
    }

    @Test func aChangeThatTheServerTakesBackLeavesNothingStale() async throws {
        try await Harness.with(tools: [tool("a")]) { harness in
            try await harness.pin("git/echo", ToolFingerprint(tool("a")).digest)
            harness.server.state.withLock { $0.tools = [tool("b")] }
            try await harness.sync()
            harness.server.state.withLock { $0.tools = [tool("a")] }
            #expect(try await harness.sync().entries.map(\.change) == [.unchanged])
            #expect(try await harness.run(Harness.spec([Harness.item()])).first?.state.status == .succeeded)
        }
    }

    @Test func aTestWritesTheStatusOfTheConnectionAndItsEvent() async throws {
        try await Harness.with { harness in
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
        }
    }
}
