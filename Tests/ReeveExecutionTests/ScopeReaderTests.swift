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

    @Test func anAgentHasTheRolesOfItsActiveTeams() async throws {
        func team(_ role: String, active: Bool) -> JSONObject {
            ["type": "watch", "active": .bool(active), "members": [["agent": "bot", "role": .string(role)]]]
        }
        try await Harness.with { harness in
            try await harness.put("Team", "night", team("doctor", active: true))
            try await harness.put("Team", "day", team("nurse", active: false))
            let facts = try #require(try await scope(harness).agents["bot"]).facts
            #expect(facts.roles == ["doctor"] && facts.teams == ["night"])
            try await harness.put("Team", "night", team("doctor", active: false))
            #expect(try await scope(harness).agents["bot"]?.facts.roles == [])
        }
    }

    @Test func aRuleForARoleHoldsForWhoHasItInAnActiveTeam() async throws {
        func mayCall(_ harness: Harness) async throws -> Bool {
            let result = try await harness.submit(Harness.spec([Harness.item("a")]))
            guard case .submitted(_, _, let denied) = result else { return false }
            return denied.isEmpty
        }
        func policy(_ scope: String, _ id: String) -> JSONObject {
            [
                "active": true, "bindings": [["scope": .string(scope), "id": .string(id), "priority": 100]],
                "rules": [["id": "r", "action": "tool.invoke", "target": "tool:**", "effect": "allow"]],
            ]
        }
        try await Harness.with { harness in
            for (scope, id) in [("role", "doctor"), ("team", "night")] {
                try await harness.put("Policy", "all", policy(scope, id))
                try await harness.put("Team", "night", ["type": "watch", "active": false, "members": []])
                #expect(try await !mayCall(harness))
                try await harness.put(
                    "Team", "night",
                    ["type": "watch", "active": true, "members": [["agent": "bot", "role": "doctor"]]])
                #expect(try await mayCall(harness))
            }
        }
    }
}
