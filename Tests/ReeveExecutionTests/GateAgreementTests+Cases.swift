import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import TestSupport
import Testing

extension GateAgreementTests {
    static let cases: [Case] = wellCases + resolveCases + connectionCases + policyCases + laterCases

    private static func refused(
        _ name: String, _ stage: GateStage, _ reason: RunReason, _ status: RunStatus = .failed,
        submission: Answer = .passes, tool: String = "git/echo",
        _ arrange: @escaping @Sendable (Scene) async throws -> Void = { _ in }
    ) -> Case {
        Case(
            name: name, answer: .refuses(Refusal(stage: stage, reason: reason, status: status)),
            submission: submission, tool: tool, arrange: arrange)
    }

    /// What policy refuses by the manifests alone: the submission refuses it too.
    private static func denied(
        _ name: String, _ arrange: @escaping @Sendable (Scene) async throws -> Void
    ) -> Case {
        let answer = Answer.refuses(Refusal(stage: .policy, reason: .policyDenied, status: .denied))
        return Case(name: name, answer: answer, submission: answer, arrange: arrange)
    }

    private static let wellCases = [
        Case(name: "all is well", answer: .passes, submission: .passes) { _ in },
        Case(name: "the pin fits", answer: .passes, submission: .passes) { scene in
            let definition = try await scene.harness.store.toolDefinitions(ToolFilter()).first { $0.tool == "echo" }
            try await scene.harness.pin("git/echo", try #require(definition?.digest))
        },
    ]

    // MARK: resolve

    private static let resolveCases = [
        refused("the batch's deadline has passed", .resolve, .cancelledBatch, .cancelled) { scene in
            scene.harness.clock.advance(by: .seconds(9 * 3_600))
        },
        refused("the run's own time is over", .resolve, .timeoutTotal) { scene in
            try await scene.startTwoHoursAgo()
        },
        refused("the run's row was edited", .resolve, .storeEdited) { scene in
            try await scene.edit { run, rows throws(StoreError) in
                run.isIntact = false
                try rows.update(run)
            }
        },
        refused("the batch's row was edited", .resolve, .storeEdited) { scene in
            try await scene.edit { run, rows throws(StoreError) in
                guard var batch = try rows.batch(run.identity.batch) else { return }
                batch.isIntact = false
                try rows.update(batch)
            }
        },
        refused("an object of the scope was edited", .resolve, .storeEdited, submission: .submitsNothing) { scene in
            try await scene.edit("Policy", "all") { object, rows throws(StoreError) in
                object.isIntact = false
                try rows.update(object)
            }
        },
        refused("the agent is unknown", .resolve, .agentMissing, submission: .submitsNothing) { scene in
            try await scene.edit("Agent", "bot") { object, rows throws(StoreError) in
                try rows.deleteObject(uid: object.uid)
            }
        },
        refused("the agent is disabled", .resolve, .agentDisabled) { scene in
            try await scene.harness.put("Agent", "bot", Harness.agent(["enabled": false]))
        },
        refused("the tool is unknown", .resolve, .toolMissing, tool: "git/none"),
        refused("the tool is disabled", .resolve, .toolDisabled) { scene in
            try await scene.harness.put("Tool", "echo", Harness.tool("echo", ["enabled": false]))
        },
    ]

    // MARK: connection

    private static let connectionCases = [
        refused("the tool has vanished", .connection, .toolMissing) { scene in
            scene.harness.server.state.withLock { $0.tools.removeAll { $0["name"] == "echo" } }
            try await scene.harness.sync()
        },
        refused("the tool is stale", .connection, .toolStale) { scene in
            try await scene.changePinnedTool()
            try await scene.harness.store.write { rows throws(StoreError) in
                try rows.setPin(PinTarget(organization: "acme", environment: "dev", address: "git/echo"), nil)
                _ = try rows.raiseSerial()
            }
        },
        refused("the pin is that of the definition before", .connection, .pinMismatch) { scene in
            try await scene.changePinnedTool()
        },
        refused("the pin is another", .connection, .pinMismatch) { scene in
            try await scene.harness.pin("git/echo", ContentDigest.of("other".utf8))
        },
        refused("the launch is not as pinned", .connection, .pinMismatch) { scene in
            try await scene.harness.pin("git", ContentDigest.of("other".utf8))
        },
        refused("the version is another", .connection, .pinMismatch, tool: "git/echo@2.0.0"),
        refused("the environment requires a pin", .connection, .pinMismatch) { scene in
            try await scene.harness.put(
                "Environment", "dev",
                [
                    "rules": ["forbidTrifecta": false, "requirePins": true, "requireVersions": false],
                    "timeZone": "UTC", "type": "prod",
                ], environment: nil)
        },
    ]

    // MARK: policy

    private static let policyCases = [
        denied("a rule denies it") { scene in
            try await scene.harness.put("Policy", "all", Harness.policy(effect: "deny"))
        },
        denied("no rule allows it") { scene in
            try await scene.edit("Policy", "all") { object, rows throws(StoreError) in
                try rows.deleteObject(uid: object.uid)
            }
        },
        denied("a rule allows other arguments") { scene in
            try await scene.harness.put("Policy", "all", Harness.policy(conditions: ["arguments": ["/n": ["max": 0]]]))
        },
        denied("the agent's list does not have the tool") { scene in
            try await scene.harness.put("Agent", "bot", Harness.agent(["tools": ["web/*"]]))
        },
        denied("the requester is not active") { scene in
            try await scene.harness.putUser("anna", role: "owner", isActive: false)
        },
        denied("a rule denies it and the input does not fit") { scene in
            try await scene.harness.put("Policy", "all", Harness.policy(effect: "deny"))
            try await scene.declare(inputSchema: ["properties": ["n": ["maximum": 0]]])
        },
        // A submission does not know yet when the run starts.
        refused("a rule allows it at another time", .policy, .policyDenied, .denied) { scene in
            let days: JSONValue = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
            try await scene.harness.put(
                "Policy", "all",
                Harness.policy(conditions: ["timeWindow": ["days": days, "end": "00:01", "start": "00:00"]]))
        },
        // Denied and disabled at once: the earlier stage speaks, and the submission defers to it.
        refused("a rule denies it and the agent is disabled", .resolve, .agentDisabled) { scene in
            try await scene.harness.put("Policy", "all", Harness.policy(effect: "deny"))
            try await scene.harness.put("Agent", "bot", Harness.agent(["enabled": false]))
        },
        // The submission does not ask the pins, which may be right by the time of the call.
        refused(
            "a rule denies it and the pin is another", .connection, .pinMismatch,
            submission: .refuses(Refusal(stage: .policy, reason: .policyDenied, status: .denied))
        ) { scene in
            try await scene.harness.put("Policy", "all", Harness.policy(effect: "deny"))
            try await scene.harness.pin("git/echo", ContentDigest.of("other".utf8))
        },
    ]

    // MARK: input, approval

    private static let laterCases = [
        refused("the input does not fit", .input, .inputInvalid) { scene in
            try await scene.declare(inputSchema: ["properties": ["n": ["maximum": 0]]])
        },
        refused("the schema cannot be used", .input, .schemaUnusable) { scene in
            try await scene.declare(inputSchema: ["type": 5])
        },
        refused("a rule asks for an approval and the input does not fit", .input, .inputInvalid) { scene in
            try await scene.requireApproval()
            try await scene.declare(inputSchema: ["properties": ["n": ["maximum": 0]]])
        },
    ]
}

extension GateAgreementTests.Scene {
    /// Changes an object of the scope, where there is one.
    func edit(
        _ kind: String, _ name: String,
        _ body: @escaping @Sendable (inout ObjectRecord, any StoreTransaction) throws(StoreError) -> Void
    ) async throws {
        try await harness.store.write { rows throws(StoreError) in
            for environment in ["dev", nil] {
                let key = ObjectKey(kind: kind, organization: "acme", environment: environment, name: name)
                guard var object = try rows.object(key) else { continue }
                try body(&object, rows)
            }
            _ = try rows.raiseSerial()
        }
    }

    /// Changes the run, where there is one.
    func edit(
        _ body: @escaping @Sendable (inout RunRecord, any StoreTransaction) throws(StoreError) -> Void
    ) async throws {
        guard let run else { return }
        try await harness.store.write { rows throws(StoreError) in
            guard var record = try rows.run(run, withContent: true) else { return }
            try body(&record, rows)
        }
    }

    /// The first attempt began two hours ago.
    func startTwoHoursAgo() async throws {
        let now = harness.clock.now
        try await edit { run, rows throws(StoreError) in
            run.state.startedAt = now
            try rows.update(run)
        }
        harness.clock.advance(by: .seconds(2 * 3_600))
    }

    /// The server offers another definition than the pinned one, and a sync has seen it.
    func changePinnedTool() async throws {
        let listed = try await harness.store.toolDefinitions(ToolFilter()).first { $0.tool == "echo" }
        try await harness.pin("git/echo", try #require(listed?.digest))
        harness.server.state.withLock { state in
            state.tools.removeAll { $0["name"] == "echo" }
            state.tools.append(["name": "echo", "description": "changed", "inputSchema": ["type": "object"]])
        }
        try await harness.sync()
    }

    func declare(inputSchema: JSONValue) async throws {
        try await harness.put("Tool", "echo", Harness.tool("echo", ["inputSchema": inputSchema]))
    }

    func requireApproval() async throws {
        var policy = Harness.policy()
        var rule = policy["rules"]?[0]?.object ?? [:]
        rule["requires"] = ["approval": ["approvers": ["user:ben"], "count": 1]]
        policy["rules"] = [.object(rule)]
        try await harness.put("Policy", "all", policy)
    }
}
