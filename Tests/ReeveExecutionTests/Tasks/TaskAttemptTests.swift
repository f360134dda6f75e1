import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveLLM
import ReeveModel
import ReeveStore
import Synchronization
import TestSupport
import Testing

@Suite struct TaskAttemptTests {
    @Test func aTaskWithoutCallsEndsWithTheModelsText() async throws {
        try await TaskHarness.with([ScriptedModel.says("nothing new")]) { harness in
            let run = try await harness.run()
            #expect(run.state.status == .succeeded, "\(run.state.errorText ?? "")")
            #expect(try await harness.output(run) == "nothing new")
            #expect(run.usage.tokensIn == 100 && run.usage.tokensOut == 10)
            // 100 tokens at 1 and 10 at 2 micro-units.
            #expect(run.usage.cost == 120 && run.usage.currency == "EUR")
            #expect(run.usage.provider == "main" && run.usage.model == "small-1")
            #expect(harness.model.requests.first?.messages == [.user("What is new?")])
            let types = try await harness.base.events(run).map(\.type)
            #expect(types == [.runStarted, .runFinished])
        }
    }

    @Test func aCallPassesTheGateAndItsResultGoesBackToTheModel() async throws {
        try await TaskHarness.with([
            ScriptedModel.calls("git/echo", ["a": 1]), ScriptedModel.says("done"),
        ]) { harness in
            let run = try await harness.run()
            #expect(run.state.status == .succeeded, "\(run.state.errorText ?? "")")
            #expect(harness.base.server.calls == [["a": 1]])
            let second = try #require(harness.model.requests.last)
            #expect(second.messages.count == 3)
            #expect(
                second.messages.last
                    == .results([ModelToolResult(call: "c1", tool: "git/echo", text: #"{"a":1}"#, isError: false)]))
            let events = try await harness.base.events(run)
            #expect(events.map(\.type) == [.runStarted, .callStarted, .callFinished, .runFinished])
            #expect(events[1].target == "tool:git/echo" && events[1].ruleIDs == ["call"])
            #expect(events[1].arguments == ["a": 1])
            let kinds = try await harness.journal(run).map(\.kind)
            #expect(kinds == [.prompt, .model, .call, .model])
        }
    }

    @Test func theToolsAreShownWithTheirSchemas() async throws {
        try await TaskHarness.with([ScriptedModel.says("done")]) { harness in
            _ = try await harness.run()
            let tool = try #require(harness.model.requests.first?.tools.first)
            #expect(tool.name == "git/echo" && tool.description == "gives back")
            #expect(tool.inputSchema == ["type": "object"])
        }
    }

    @Test func aDeniedCallIsToldToTheModelAndTheTaskGoesOn() async throws {
        try await TaskHarness.with([
            ScriptedModel.calls("git/echo", ["path": "/etc/passwd"]), ScriptedModel.says("then not"),
        ]) { harness in
            try await harness.base.put(
                "Policy", "guard",
                [
                    "active": true, "bindings": [["id": "acme", "priority": 0, "scope": "org"]],
                    "rules": [
                        [
                            "action": "tool.invoke", "effect": "deny", "id": "no-etc", "target": "tool:git/echo",
                            "conditions": ["arguments": ["/path": ["under": "/etc"]]],
                        ]
                    ],
                ], environment: nil)
            let run = try await harness.run()
            #expect(run.state.status == .succeeded, "\(run.state.errorText ?? "")")
            #expect(harness.base.server.calls.isEmpty)
            guard case .results(let results)? = harness.model.requests.last?.messages.last else {
                Issue.record("no result was told")
                return
            }
            #expect(results.first?.isError == true && results.first?.text.contains("no-etc") == true)
            let denial = try #require(try await harness.base.events(run).first { $0.type == .callDenied })
            #expect(denial.decision == .deny && denial.ruleIDs == ["no-etc"] && denial.target == "tool:git/echo")
        }
    }

    @Test func anUnknownToolAndBrokenArgumentsAreToldToTheModel() async throws {
        try await TaskHarness.with([
            ScriptedModel.calls("git/nothing", [:]), ScriptedModel.calls("git/echo", nil, id: "c2"),
            ScriptedModel.says("sorry"),
        ]) { harness in
            let run = try await harness.run()
            #expect(run.state.status == .succeeded, "\(run.state.errorText ?? "")")
            #expect(harness.base.server.calls.isEmpty)
            let reasons = try await harness.base.events(run).filter { $0.type == .callDenied }.map(\.reasonCode)
            #expect(reasons == ["tool.missing", "input.invalid"])
        }
    }

    @Test func anItemNarrowsTheToolsOfItsAgent() async throws {
        let other: JSONValue = ["description": "x", "inputSchema": ["type": "object"], "name": "other"]
        try await TaskHarness.with(
            [ScriptedModel.calls("git/other", [:]), ScriptedModel.says("no")], tools: [Harness.echo, other]
        ) { harness in
            let run = try await harness.run(["tools": ["git/echo"]])
            #expect(run.state.status == .succeeded)
            #expect(harness.model.requests.first?.tools.map(\.name) == ["git/echo"])
            #expect(harness.base.server.calls.isEmpty)
        }
    }

    @Test func aToolThatIsNotThereFailsTheTaskBeforeTheFirstQuestion() async throws {
        try await TaskHarness.with([ScriptedModel.says("x")], agent: ["tools": ["git/echo", "git/gone"]]) { harness in
            let run = try await harness.run()
            #expect(run.state.status == .failed && run.state.reason == .toolMissing)
            #expect(harness.model.requests.isEmpty)
        }
    }

    @Test func aTaskNeedsARuleForTaskExecute() async throws {
        try await TaskHarness.with([ScriptedModel.says("x")]) { harness in
            try await harness.base.put("Policy", "all", Harness.policy())
            let run = try await harness.run()
            #expect(run.state.status == .denied && run.state.reason == .policyDenied)
            #expect(harness.model.requests.isEmpty)
        }
    }

    @Test func anAnswerBySchemaIsParsedAndCheckedWithOneRepair() async throws {
        let schema: JSONValue = [
            "properties": ["risk": ["enum": ["low", "high"]]], "required": ["risk"], "type": "object",
        ]
        try await TaskHarness.with([
            ScriptedModel.says("the risk is low"), ScriptedModel.says("```json\n{\"risk\":\"low\"}\n```"),
        ]) { harness in
            let run = try await harness.run(["output": ["schema": schema]])
            #expect(run.state.status == .succeeded, "\(run.state.errorText ?? "")")
            #expect(try await harness.output(run) == ["risk": "low"])
            #expect(harness.model.requests.first?.output?.schema == schema)
            guard case .user(let repair)? = harness.model.requests.last?.messages.last else {
                Issue.record("no repair was asked for")
                return
            }
            #expect(repair.contains("no JSON"))
        }
        try await TaskHarness.with([ScriptedModel.says("{\"risk\":\"odd\"}")]) { harness in
            let run = try await harness.run(["output": ["schema": schema]])
            #expect(run.state.status == .failed && run.state.reason == .outputInvalid)
            #expect(harness.model.requests.count == 2)
        }
    }

    @Test func aProvidersFailureFallsBackInTheDeclaredOrder() async throws {
        try await TaskHarness.with(
            [ScriptedModel.fails(.serverError, "boom")],
            others: ["second": [ScriptedModel.fails(.unauthorized, "no key")], "third": [ScriptedModel.says("here")]],
            provider: ["fallback": ["second", "third"]]
        ) { harness in
            let run = try await harness.run()
            #expect(run.state.status == .succeeded, "\(run.state.errorText ?? "")")
            #expect(run.usage.provider == "third")
            let steps = try await harness.base.steps(run)
            #expect(steps.contains { $0.contains("main gave no answer: boom") })
        }
    }

    @Test func aPausedProviderIsNotAskedAgainByATaskThatRuns() async throws {
        try await TaskHarness.with(
            [ScriptedModel.calls("git/echo", ["a": 1])], others: ["second": [ScriptedModel.says("here")]],
            provider: ["fallback": ["second"]]
        ) { harness in
            harness.model.state.withLock { $0.isHolding = true }
            try await harness.submit(Harness.spec([TaskHarness.item()]))
            async let report = harness.work()
            await harness.model.isAsked()
            let target = PauseTarget(kind: .provider, organization: "acme", name: "main")
            let pause = Pause(target: target, actor: "user:anna", reason: "no money", since: harness.base.clock.now)
            try await harness.store.pause(pause, events: [])
            harness.model.release()
            _ = try await report
            // What was asked is answered; the next question goes to the fallback.
            #expect(harness.model.requests.count == 1 && harness.models["second"]?.requests.count == 1)
            let first = try await harness.store.runs()
            #expect(first.map(\.state.status) == [.succeeded] && first.first?.usage.provider == "second")

            // A task that would ask the paused one first is not begun, and the worker does not wait for it.
            let batch = try #require(try await harness.submit(Harness.spec([TaskHarness.item()])).batch)
            #expect(try await harness.work().claimed == 0)
            #expect(try await harness.base.runs(batch.id).map(\.state.status) == [.ready])
            #expect(harness.model.requests.count == 1)
            _ = try await harness.store.resume(target, events: [])
            #expect(try await harness.work().claimed == 1)
            #expect(harness.model.requests.count > 1)
        }
    }

    /// Without a fallback the task goes back into the queue, where it waits: the worker ends.
    @Test func aTaskWhoseProviderIsPausedMeanwhileWaits() async throws {
        try await TaskHarness.with([ScriptedModel.calls("git/echo", ["a": 1]), ScriptedModel.says("done")]) { harness in
            harness.model.state.withLock { $0.isHolding = true }
            let batch = try #require(try await harness.submit(Harness.spec([TaskHarness.item()])).batch)
            async let report = harness.work()
            await harness.model.isAsked()
            let target = PauseTarget(kind: .provider, organization: "acme", name: "main")
            let pause = Pause(target: target, actor: "user:anna", reason: "no money", since: harness.base.clock.now)
            try await harness.store.pause(pause, events: [])
            harness.model.release()
            #expect(try await report.ended.isEmpty)
            let held = try await harness.store.read { rows throws(StoreError) in try rows.heldRuns(batch: batch.id) }
            #expect(held == [HeldRuns(pause: pause, count: 1)])
            _ = try await harness.store.resume(target, events: [])
            try await harness.work()
            #expect(try await harness.base.runs(batch.id).map(\.state.status) == [.succeeded])
            #expect(harness.model.requests.count == 2)
        }
    }

    @Test func whereNobodyAnswersTheTaskIsTriedAgainAndThenFails() async throws {
        try await TaskHarness.with([ScriptedModel.fails(.serverError, "boom")]) { harness in
            let run = try await harness.run()
            #expect(run.state.status == .failed && run.state.reason == .providerError)
            #expect(run.state.attempts == 3 && harness.model.requests.count == 3)
        }
        try await TaskHarness.with([ScriptedModel.fails(.unauthorized, "no key")]) { harness in
            let run = try await harness.run()
            #expect(run.state.status == .failed && run.state.reason == .providerError)
            #expect(harness.model.requests.count == 1)
        }
    }

    @Test func aRetryGoesOnWhereTheJournalEnds() async throws {
        try await TaskHarness.with([
            ScriptedModel.calls("git/echo", ["a": 1]), ScriptedModel.fails(.overloaded), ScriptedModel.says("done"),
        ]) { harness in
            let run = try await harness.run()
            #expect(run.state.status == .succeeded, "\(run.state.errorText ?? "")")
            #expect(harness.base.server.calls.count == 1)
            #expect(harness.model.requests.last?.messages.count == 3)
        }
    }

    @Test func aTaskThatCannotBeDecidedGoesBackToTheQueueAndCountsNoAttempt() async throws {
        try await TaskHarness.with([ScriptedModel.says("done")]) { harness in
            let batch = try #require(try await harness.submit(Harness.spec([TaskHarness.item()])).batch)
            let left = Mutex(12)
            let base = harness.store
            let change: @Sendable () async throws(StoreError) -> Void = { () async throws(StoreError) in
                guard
                    left.withLock({
                        $0 -= 1; return $0 >= 0
                    })
                else { return }
                _ = try await base.write { rows throws(StoreError) in try rows.raiseSerial() }
            }
            let changing = HookedStore(base: base, beforeWrite: change)
            let services = ExecutionServices(
                store: changing, clock: harness.base.clock, pool: harness.services.pool,
                catalog: harness.services.catalog, secrets: harness.services.secrets,
                connections: harness.services.connections, models: harness.services.models,
                random: RandomSource(seed: 4))
            _ = try await RunLoop(services, options: harness.base.options, beforeRescue: { true }).run()
            let run = try #require(try await harness.base.runs(batch.id).first)
            #expect(run.state.status == .succeeded && run.state.attempts == 1, "\(run.state)")
            let steps = try await harness.base.steps(run)
            #expect(steps.contains("the store keeps changing"), "\(steps)")
        }
    }
}
