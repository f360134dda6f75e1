import ReeveAudit
import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveMCP
import ReeveModel
import ReeveStore
import Synchronization
import TestSupport
import Testing

/// One refusal at each stage of the gate: its reason, its step, its event, and that nothing was sent.
@Suite struct GateTests {
    private func check(
        _ harness: Harness, _ run: RunRecord, _ status: RunStatus, _ reason: RunReason, stage: GateStage,
        event type: AuditEventType, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        #expect(run.status == status && run.reason == reason, "\(run.errorText ?? "")", sourceLocation: sourceLocation)
        let steps = try await harness.steps(run)
        #expect(
            steps.last?.hasPrefix(stage.rawValue + ":") == true, "\(steps)", sourceLocation: sourceLocation)
        let events = try await harness.events(run)
        let event = try #require(events.last, sourceLocation: sourceLocation)
        #expect(event.type == type, sourceLocation: sourceLocation)
        #expect(event.reasonCode == reason.rawValue, sourceLocation: sourceLocation)
        #expect(event.subject == "agent:\(run.agent ?? "")@acme/dev", sourceLocation: sourceLocation)
        #expect(event.action == "tool.invoke", sourceLocation: sourceLocation)
        #expect(event.target == "tool:" + (run.tool ?? ""), sourceLocation: sourceLocation)
        #expect(event.effectID == run.effectID, sourceLocation: sourceLocation)
        #expect(event.context?["stage"]?.string == stage.rawValue, sourceLocation: sourceLocation)
        #expect(!events.contains { $0.type == .runStarted }, sourceLocation: sourceLocation)
        #expect(harness.server.calls.isEmpty, sourceLocation: sourceLocation)
    }

    private func one(_ harness: Harness, _ item: JSONValue = Harness.item()) async throws -> RunRecord {
        try #require(try await harness.run(Harness.spec([item])).first)
    }

    @Test func aCallThatPassesLeavesEveryStageAndBothEvents() async throws {
        let harness = try await Harness()
        let run = try await one(harness, Harness.item(input: ["x": 1]))
        #expect(run.status == .succeeded)
        let document = try await harness.document(run)
        #expect(document["content"]?[0]?["text"] == "{\"x\":1}")
        #expect(document["run_id"]?.string == run.id.text && document["status"] == "succeeded")
        #expect(document["agent"] == "bot" && document["tool"] == "git/echo" && document["isError"] == false)
        #expect(document["reason"] == .null && document["execution"]?["started_at"]?.string != nil)
        let stages = try await harness.steps(run).compactMap { $0.split(separator: ":").first.map(String.init) }
        #expect(
            stages == [
                "resolve", "connection", "policy", "input", "approval", "rate", "budget", "calls git/echo", "output",
                "succeeded",
            ])
        let events = try await harness.events(run)
        #expect(events.map(\.type) == [.runStarted, .runFinished])
        #expect(events[0].decision == .allow && events[0].ruleIDs == ["rule"])
        #expect(events[0].context?["rules"] == ["manifests/all.yaml:14"])
        #expect(events[0].argumentDigest == ContentDigest.of(["x": 1]) && events[0].onBehalfOf == "user:anna")
        #expect(events[1].outcome == "succeeded" && events[1].effectID == events[0].effectID)
        await harness.close()
    }

    @Test func agentsThatAreDisabledDoNotCall() async throws {
        let harness = try await Harness()
        try await harness.put("Agent", "bot", Harness.agent(["enabled": false]))
        try await check(
            harness, try await one(harness), .failed, .agentDisabled, stage: .resolve, event: .runRefused)
        await harness.close()
    }

    @Test func nobodyStandsInForAMissingAgent() async throws {
        let harness = try await Harness()
        let batch = try #require(try await harness.submit(Harness.spec([Harness.item()])).batch)
        let run = try #require(try await harness.runs(batch.id).first)
        _ = try await harness.store.assignRun(run.id, agent: "ghost", worker: nil, events: [])
        try await harness.work()
        let ended = try #require(try await harness.store.run(run.id))
        try await check(harness, ended, .failed, .agentMissing, stage: .resolve, event: .runRefused)
        await harness.close()
    }

    @Test func toolsThatWereNotSyncedAreMissing() async throws {
        let harness = try await Harness(synced: false)
        try await check(harness, try await one(harness), .failed, .toolMissing, stage: .resolve, event: .runRefused)
        await harness.close()
    }

    @Test func toolsThatAreDisabledAreNotCalled() async throws {
        let harness = try await Harness()
        try await harness.put("Tool", "echo", Harness.tool("echo", ["enabled": false]))
        try await check(harness, try await one(harness), .failed, .toolDisabled, stage: .resolve, event: .runRefused)
        await harness.close()
    }

    @Test func toolsThatVanishedAreNotCalled() async throws {
        let harness = try await Harness()
        harness.server.state.withLock { $0.tools = [] }
        try await harness.sync(allowsEmpty: true)
        try await check(harness, try await one(harness), .failed, .toolMissing, stage: .connection, event: .runRefused)
        await harness.close()
    }

    @Test func anotherDigestThanThePinIsRefused() async throws {
        let harness = try await Harness()
        try await harness.pin("git/echo", ContentDigest.of("other".utf8))
        try await check(harness, try await one(harness), .failed, .pinMismatch, stage: .connection, event: .runRefused)
        await harness.close()
    }

    @Test func anotherLaunchThanThePinIsRefused() async throws {
        let harness = try await Harness()
        try await harness.pin("git", ContentDigest.of("other".utf8))
        try await check(harness, try await one(harness), .failed, .pinMismatch, stage: .connection, event: .runRefused)
        await harness.close()
    }

    @Test func anotherVersionThanAskedForIsRefused() async throws {
        let harness = try await Harness()
        let run = try await one(harness, Harness.item(toolRun: ["tool": "git/echo@2.0.0"]))
        #expect(run.reason == .pinMismatch)
        let right = try await one(harness, Harness.item(toolRun: ["tool": "git/echo@1.0.0"]))
        #expect(right.status == .succeeded)
        await harness.close()
    }

    private func requirePins(_ harness: Harness) async throws {
        try await harness.put(
            "Environment", "dev",
            [
                "rules": ["forbidTrifecta": false, "requirePins": true, "requireVersions": false], "timeZone": "UTC",
                "type": "prod",
            ], environment: nil)
    }

    @Test func whereAPinIsRequiredNothingRunsWithoutOne() async throws {
        let harness = try await Harness()
        try await requirePins(harness)
        try await check(harness, try await one(harness), .failed, .pinMismatch, stage: .connection, event: .runRefused)
        await harness.close()
    }

    @Test func aListingThatDiffersFailsOnlyTheRunsOfThatTool() async throws {
        let other: JSONValue = ["name": "other", "inputSchema": ["type": "object"]]
        let harness = try await Harness(tools: [Harness.echo, other])
        try await requirePins(harness)
        try await harness.pin("git/echo", ToolFingerprint(Harness.echo).digest)
        try await harness.pin("git/other", ToolFingerprint(other).digest)
        harness.server.state.withLock {
            $0.tools = [["name": "echo", "description": "changed", "inputSchema": ["type": "object"]], other]
        }
        let runs = try await harness.run(
            Harness.spec([Harness.item("a"), Harness.item("b", toolRun: ["tool": "git/other"])]))
        #expect(runs[0].status == .failed && runs[0].reason == .pinMismatch)
        #expect(runs[1].status == .succeeded, "\(runs[1].errorText ?? "")")
        #expect(harness.server.calls.count == 1)
        await harness.close()
    }

    @Test(.timeLimit(.minutes(10))) func allRunsThatWaitForOneListingTellWhatTheyWaitFor() async throws {
        let timer = ManualTimer()
        let harness = try await Harness(pool: SessionPool(teardown: .immediate, timer: timer))
        try await requirePins(harness)
        try await harness.pin("git/echo", ToolFingerprint(Harness.echo).digest)
        // Another launch than that of the sync: its server is started for this batch.
        try await harness.put("Connection", "git", Harness.connection(["command": ["git-server", "new"]]))
        harness.server.state.withLock { $0.holds = ["tools/list"] }
        let batch = try #require(
            try await harness.submit(Harness.spec((0..<4).map { Harness.item("i\($0)") })).batch)
        let waiting = Observed<Set<ULID>>([])
        let loop = RunLoop(
            harness.services, options: harness.options,
            onEvent: { event in
                if case .waiting(let run, .start) = event { _ = waiting.withLock { $0.insert(run) } }
            })
        let work = Task { try await loop.run() }
        await harness.server.untilHeld(1)
        await waiting.wait { $0.count == 4 }
        timer.advance(by: .seconds(2))
        harness.server.releaseHeld()
        _ = try await work.value
        for run in try await harness.runs(batch.id) {
            #expect(run.status == .succeeded)
            #expect(try await harness.waited(run, for: "start") == 2_000)
        }
        await harness.close()
    }

    @Test func aStartThatFailsIsToldOnceToEachRunThatWaitsForTheListing() async throws {
        let harness = try await Harness()
        try await requirePins(harness)
        try await harness.pin("git/echo", ToolFingerprint(Harness.echo).digest)
        try await harness.put("Connection", "git", Harness.connection(["command": ["git-server", "new"]]))
        harness.server.state.withLock {
            $0.startFailure = MCPError(
                .serverExited, "the server has ended", condition: TransportCondition(ending: .process(.exited(3))))
        }
        let items = (0..<4).map { Harness.item("i\($0)") }
        let runs = try await harness.run(Harness.spec(items, ["retry": ["attempts": 1, "max": "5m", "min": "2s"]]))
        for run in runs {
            #expect(run.status == .failed && run.reason == .connectionFailed)
            #expect(try await harness.steps(run).count { $0.contains("exit status 3") } == 1)
        }
        await harness.close()
    }

    @Test func aRunThatIsStoppedBetweenItsAnnouncementAndItsCallWasNotSent() async throws {
        let harness = try await Harness()
        let batch = try #require(try await harness.submit(Harness.spec([Harness.item()])).batch)
        let claimed = try #require(
            try await harness.store.claimRuns(RunClaim(worker: "w0", limit: 1, now: harness.clock.now)).first)
        let control = RunControl()
        // The first write of an attempt is its announcement.
        let hooked = HookedStore(
            base: harness.store, beforeWrite: { () throws(StoreError) in control.cancel(.stopping) })
        let services = ExecutionServices(
            store: hooked, clock: harness.clock, pool: harness.services.pool, catalog: ScopeCatalog(store: hooked),
            secrets: harness.services.secrets, connections: harness.services.connections,
            random: RandomSource(seed: 3))
        let executor = ToolRunExecutor(services)
        let task = Task { await executor.execute(claimed, control: control) }
        control.attach(task)
        _ = await task.value
        #expect(harness.server.calls.isEmpty)
        let run = try #require(try await harness.runs(batch.id).first)
        #expect(run.status == .ready)
        #expect(try await harness.events(run).map(\.type) == [.runStarted])
        let attempts = try await harness.store.read { rows throws(StoreError) in try rows.attempts(of: run.id) }
        #expect(attempts.count == 1 && attempts.last?.startedAt == nil)
        await harness.close()
    }

    @Test func whatPolicyDeniesIsDeniedAtSubmission() async throws {
        let harness = try await Harness()
        try await harness.put("Policy", "all", Harness.policy(effect: "deny"))
        let result = try await harness.submit(Harness.spec([Harness.item()]))
        guard case .submitted(let batch, 1, let denied) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(denied.map(\.item) == ["a"])
        let run = try #require(try await harness.runs(batch.id).first)
        #expect(run.status == .denied && run.reason == .policyDenied)
        let event = try #require(try await harness.events(run).last)
        #expect(event.type == .runDenied && event.decision == .deny && event.ruleIDs == ["rule"])
        #expect(event.context?["rules"] == ["manifests/all.yaml:14"])
        await harness.close()
    }

    @Test func whatPolicyDeniesLaterIsDeniedAtTheGate() async throws {
        let harness = try await Harness()
        let batch = try #require(try await harness.submit(Harness.spec([Harness.item()])).batch)
        try await harness.put("Policy", "all", Harness.policy(effect: "deny"))
        try await harness.work()
        let run = try #require(try await harness.runs(batch.id).first)
        try await check(harness, run, .denied, .policyDenied, stage: .policy, event: .runDenied)
        #expect(try await harness.events(run).last?.context?["rules"] == ["manifests/all.yaml:14"])
        await harness.close()
    }

    @Test func theAllowListOfTheAgentAndTheScopesOfItsAccountAreIntersected() async throws {
        let harness = try await Harness()
        try await harness.put("Agent", "bot", Harness.agent(["tools": ["web/*"]]))
        #expect(try await one(harness).status == .denied)
        try await harness.put(
            "ServiceAccount", "sa", ["enabled": true, "scopes": ["task.*"]], environment: nil)
        try await harness.put("Agent", "bot", Harness.agent(["serviceAccount": "sa"]))
        #expect(try await one(harness).reason == .policyDenied)
        try await harness.put(
            "ServiceAccount", "sa", ["enabled": true, "scopes": ["tool.invoke"]], environment: nil)
        #expect(try await one(harness).status == .succeeded)
        await harness.close()
    }

    @Test func aServiceAccountThatIsNotThereAllowsNothing() async throws {
        let harness = try await Harness()
        try await harness.put("Agent", "bot", Harness.agent(["serviceAccount": "ghost"]))
        #expect(try await one(harness).reason == .policyDenied)
        await harness.close()
    }

    @Test func inputMustPassTheServersSchemaAndTheDeclarations() async throws {
        let tool: JSONValue = [
            "name": "echo",
            "inputSchema": ["properties": ["n": ["type": "integer"]], "required": ["n"], "type": "object"],
        ]
        let harness = try await Harness(tools: [tool])
        try await check(harness, try await one(harness), .failed, .inputInvalid, stage: .input, event: .runRefused)
        try await harness.put(
            "Tool", "echo", Harness.tool("echo", ["inputSchema": ["properties": ["n": ["maximum": 3]]]]))
        let run = try await one(harness, Harness.item(input: ["n": 4]))
        #expect(run.reason == .inputInvalid)
        #expect(try await one(harness, Harness.item(input: ["n": 3])).status == .succeeded)
        await harness.close()
    }

    @Test func coerceTurnsTextIntoWhatTheSchemaAsksForAndPolicySeesThat() async throws {
        let tool: JSONValue = [
            "name": "echo",
            "inputSchema": [
                "properties": [
                    "b": ["type": "boolean"], "n": ["type": "integer"], "s": ["type": "string"],
                    "x": ["type": "number"],
                ], "type": "object",
            ],
        ]
        let harness = try await Harness(tools: [tool])
        try await harness.put("Tool", "echo", Harness.tool("echo", ["coerce": true]))
        try await harness.put("Policy", "all", Harness.policy(conditions: ["arguments": ["/n": ["max": 5]]]))
        let run = try await one(harness, Harness.item(input: ["b": "true", "n": "5", "s": "5", "x": "1.5"]))
        #expect(run.status == .succeeded, "\(run.errorText ?? "")")
        #expect(harness.server.calls == [["b": true, "n": 5, "s": "5", "x": .number(try #require(JSONNumber("1.5")))]])
        #expect(try await one(harness, Harness.item(input: ["n": "6"])).status == .denied)
        #expect(try await one(harness, Harness.item(input: ["b": "maybe", "n": "1"])).reason == .inputInvalid)
        await harness.close()
    }

    @Test func aRuleThatWantsAnApprovalIsRefused() async throws {
        let harness = try await Harness()
        var policy = Harness.policy()
        var rule = policy["rules"]?[0]?.object ?? [:]
        rule["requires"] = ["approval": ["approvers": ["user:ben"], "count": 1]]
        policy["rules"] = [.object(rule)]
        try await harness.put("Policy", "all", policy)
        try await check(harness, try await one(harness), .denied, .policyDenied, stage: .approval, event: .runDenied)
        await harness.close()
    }

    @Test func aLimitThatFailsRefuses() async throws {
        let harness = try await Harness()
        try await harness.put(
            "Limit", "one",
            [
                "backend": "store", "onExceeded": "fail", "onUnavailable": "closed", "per": [],
                "rate": ["capacity": 1, "every": "1h", "refill": 1], "scope": ["tool": "git/*"],
            ], environment: nil)
        let runs = try await harness.run(
            Harness.spec([Harness.item("a"), Harness.item("b")], ["concurrency": 1]))
        let refused = try #require(runs.first { $0.status == .failed })
        #expect(runs.contains { $0.status == .succeeded } && refused.reason == .rateLimited)
        #expect(try await harness.steps(refused).last?.hasPrefix("rate:") == true)
        #expect(try await harness.events(refused).last?.type == .runRefused)
        await harness.close()
    }

    @Test func aWaitBeyondTheDeadlineEndsAtOnceAndAShorterOneWaits() async throws {
        let harness = try await Harness()
        try await harness.put(
            "Limit", "slow",
            [
                "backend": "store", "onExceeded": "wait", "onUnavailable": "closed", "per": [],
                "rate": ["capacity": 1, "every": "10m", "refill": 1], "scope": ["tool": "git/*"],
            ], environment: nil)
        let items = (0..<4).map { Harness.item("i\($0)") }
        let before = harness.clock.now
        let runs = try await harness.run(Harness.spec(items, ["concurrency": 4, "deadline": "15m"]))
        #expect(runs.filter { $0.status == .succeeded }.count == 2, "\(runs.map(\.status))")
        #expect(runs.filter { $0.reason == .rateLimited }.count == 2)
        #expect(harness.clock.now.since(before) < .seconds(900))
        await harness.close()
    }

    @Test func theBudgetOfABatchIsCountedWithTheStart() async throws {
        let harness = try await Harness()
        let runs = try await harness.run(
            Harness.spec((0..<5).map { Harness.item("i\($0)") }, ["budget": ["calls": 3]]))
        #expect(runs.filter { $0.status == .succeeded }.count == 3)
        let over = runs.filter { $0.reason == .budgetExceeded }
        #expect(over.count == 2 && harness.server.calls.count == 3)
        #expect(try await harness.events(over[0]).last?.type == .runRefused)
        await harness.close()
    }

    @Test func aMissingSecretRefusesTheRunBeforeItStarts() async throws {
        let harness = try await Harness()
        try await harness.put("Connection", "git", Harness.connection(["env": ["TOKEN": "env:NOT_THERE"]]))
        try await check(
            harness, try await one(harness), .failed, .secretMissing, stage: .connection, event: .runRefused)
        await harness.close()
    }

    @Test func aToolsOwnFailureFailsTheRunUnlessItIsExpected() async throws {
        let harness = try await Harness { _ in FakeServer.text("no such repository", isError: true) }
        let run = try await one(harness)
        #expect(run.status == .failed && run.reason == .toolError && run.errorText == "no such repository")
        let expected = try await one(
            harness, Harness.item("a", ["expect": [["equals": true, "path": "/isError"]]]))
        #expect(expected.status == .succeeded)
        await harness.close()
    }

    @Test func outputMustFitItsSchemaAndItsCap() async throws {
        let tool: JSONValue = [
            "name": "echo", "inputSchema": ["type": "object"],
            "outputSchema": ["properties": ["n": ["type": "integer"]], "required": ["n"], "type": "object"],
        ]
        let harness = try await Harness(tools: [tool]) { input in
            ["content": [["text": input["t"] ?? "", "type": "text"]], "structuredContent": input["out"] ?? [:]]
        }
        #expect(try await one(harness, Harness.item(input: ["out": ["n": 1]])).status == .succeeded)
        let wrong = try await one(harness, Harness.item(input: ["out": ["n": "x"]]))
        #expect(wrong.reason == .outputInvalid)
        #expect(try await harness.steps(wrong).contains { $0.hasPrefix("output: ") })
        try await harness.put("Tool", "echo", Harness.tool("echo", ["maxOutput": "1KiB"]))
        let large = try await one(
            harness, Harness.item(input: ["out": ["n": 1], "t": .string(String(repeating: "x", count: 2_000))]))
        #expect(large.reason == .outputInvalid)
        #expect(try await harness.document(large)["content"] == [])
        await harness.close()
    }

    @Test func largeResultsAreKeptUnderTheirDigest() async throws {
        let harness = try await Harness()
        let text = String(repeating: "long ", count: 30_000)
        let run = try await one(harness, Harness.item(input: ["t": .string(text)]))
        #expect(run.status == .succeeded)
        #expect((run.content?.output?.utf8.count ?? 0) < 400 && (run.content?.input?.utf8.count ?? 0) < 400)
        #expect(try await harness.document(run)["content"]?[0]?["text"]?.string?.contains(text) == true)
        await harness.close()
    }

    @Test func aPlantedSecretIsNowhereInTheStore() async throws {
        let secret = "s3cr3t-planted-value-0815"
        let harness = try await Harness(environment: ["PLANTED": secret]) { input in
            if input["fail"] != nil { return FakeServer.text("refused: " + secret, isError: true) }
            return [
                "content": [["text": .string("token " + secret), "type": "text"]],
                "structuredContent": ["key": .string(secret)],
            ]
        }
        try await harness.put("Connection", "git", Harness.connection(["env": ["TOKEN": "env:PLANTED"]]))
        let runs = try await harness.run(
            Harness.spec([
                Harness.item("ok"), Harness.item("bad", input: ["fail": true]),
                Harness.item("expect", ["expect": [["equals": "x", "path": "/structuredContent/key"]]]),
                Harness.item("late", input: ["echoed": ["fromSecret": "env:PLANTED"]]),
            ]))
        #expect(runs.map(\.status) == [.succeeded, .failed, .failed, .succeeded])
        for run in runs {
            #expect(run.errorText?.contains(secret) != true)
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
        await harness.close()
    }

    @Test func aPolicyThatChangesBetweenDecisionAndStartIsAskedAgain() async throws {
        // One permit a second: the second run is allowed, waits for its permit, and finds the policy changed.
        let harness = try await Harness()
        try await harness.put(
            "Limit", "slow",
            [
                "backend": "store", "onExceeded": "wait", "onUnavailable": "closed", "per": [],
                "rate": ["capacity": 1, "every": "1s", "refill": 1], "scope": ["tool": "git/*"],
            ], environment: nil)
        let batch = try #require(
            try await harness.submit(Harness.spec([Harness.item("a"), Harness.item("b")], ["concurrency": 2])).batch)
        let clock = ChangingClock(harness.clock) {
            await harness.server.isCalled()
            try await harness.put("Policy", "all", Harness.policy(effect: "deny"))
        }
        _ = try await RunLoop(harness.services(clock: clock), options: harness.options).run()
        let statuses = try await harness.runs(batch.id).map(\.status.rawValue).sorted()
        #expect(statuses == ["denied", "succeeded"])
        #expect(harness.server.calls.count == 1)
        await harness.close()
    }
}

/// A clock whose sleepers sleep only after a change was made, once and by the first of them.
final class ChangingClock: ExecutionClock {
    private let base: JumpingClock
    private let change: @Sendable () async throws -> Void
    private let made = Mutex<Task<Void, any Error>?>(nil)

    init(_ base: JumpingClock, _ change: @escaping @Sendable () async throws -> Void) {
        self.base = base
        self.change = change
    }

    var now: Timestamp { base.now }

    func sleep(until instant: Timestamp) async throws {
        let task = made.withLock { made in
            let task = made ?? Task { [change] in try await change() }
            made = task
            return task
        }
        try await task.value
        try await base.sleep(until: instant)
    }
}
