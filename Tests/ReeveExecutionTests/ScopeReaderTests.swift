import ReeveExecution
import ReeveJSON
import ReeveModel
import ReevePolicy
import ReeveStore
import TestSupport
import Testing

@Suite struct ScopeReaderTests {
    private func scope(_ harness: Harness) async throws -> ExecutionScope {
        try await harness.services.catalog.scope(organization: "acme", environment: "dev")
    }

    /// Whether the grants of the agent let it call `git/echo`.
    private func mayCall(_ harness: Harness) async throws -> Bool {
        let agent = try #require(try await scope(harness).agents["bot"])
        let tool = PolicyTarget.tool(connection: "git", name: "echo")
        var grants = agent.grants
        grants.requester = try await harness.services.catalog.requester(
            Requester("user:anna"), in: try await scope(harness))
        return grants.refusals(of: .toolInvoke, on: tool, at: harness.clock.now).isEmpty
    }

    @Test func anAccountOfTheEnvironmentReplacesTheOneOfTheOrganization() async throws {
        try await Harness.with { harness in
            try await harness.put("Agent", "bot", Harness.agent(["serviceAccount": "sa"]))
            try await harness.put(
                "ServiceAccount", "sa", ["enabled": true, "scopes": ["tool.invoke"]], environment: nil)
            #expect(try await mayCall(harness))
            try await harness.put("ServiceAccount", "sa", ["enabled": true, "scopes": ["task.*"]])
            #expect(try await !mayCall(harness))
        }
    }

    @Test func anAccountThatIsNotThereGrantsNothing() async throws {
        try await Harness.with { harness in
            try await harness.put("Agent", "bot", Harness.agent(["serviceAccount": "ghost"]))
            #expect(try await !mayCall(harness))
        }
    }

    @Test func anApprovedChangeIsCurrentBeforeTheNextSync() async throws {
        try await Harness.with { harness in
            let old = try #require(try await scope(harness).tools["git/echo"]?.observed)
            try await harness.pin("git/echo", old)
            harness.server.state.withLock {
                $0.tools = [["name": "echo", "description": "new", "inputSchema": ["type": "object"]]]
            }
            try await harness.sync()
            let changed = try #require(try await scope(harness).tools["git/echo"])
            #expect(changed.current?.definition.digest == old && changed.observed != old)
            try await harness.pin("git/echo", changed.observed)
            #expect(try await scope(harness).tools["git/echo"]?.current?.definition.digest == changed.observed)
        }
    }

    @Test func oneEditedObjectSpoilsTheScope() async throws {
        try await Harness.with { harness in
            #expect(try await scope(harness).flaw == nil)
            let key = ObjectKey(kind: "Policy", organization: "acme", environment: "dev", name: "all")
            try await harness.store.write { rows throws(StoreError) in
                guard var record = try rows.object(key) else { return }
                record.isIntact = false
                try rows.update(record)
                _ = try rows.raiseSerial()
            }
            #expect(try await scope(harness).flaw == "\(key)")
        }
    }

    @Test func anEnvironmentThatIsNotThereIsMissing() async throws {
        try await Harness.with { harness async throws in
            let error = await #expect(throws: ExecutionError.self) {
                try await harness.services.catalog.scope(organization: "acme", environment: "none")
            }
            #expect(error?.message == "there is no environment 'acme/none'")
        }
    }
}
