import ReeveAudit
import ReeveJSON
import ReeveMCP
import ReeveModel
import ReeveStore
import Synchronization
import TestSupport
import Testing

@testable import ReeveExecution

@Suite struct ReadBackCallTests: ReadBackSuite {
    @Test func aLostCallIsMadeAgainWhereItsReadBackShowsThatNothingHappened() async throws {
        try await withHarness { harness in
            let run = try await run(harness)
            #expect(run.state.status == .succeeded && run.state.attempts == 2 && !run.state.isInDoubt)
            #expect(
                harness.server.calls == [["ref": "r-1"], ["reference": "r-1", "limit": 1], ["ref": "r-1"]],
                "what is optional and not in the input is left out")
            #expect(try await harness.steps(run).contains("read-back: git/find shows that nothing happened"))
            let events = try await harness.events(run)
            #expect(
                events.map(\.type) == [
                    .runStarted, .runRetried, .callStarted, .callFinished, .runStarted, .runFinished,
                ])
            #expect(events[2].target == "tool:git/find" && events[2].context?["read_back"] == "git/put")
            #expect(events[3].context?["answer"] == "nothing-happened")
            #expect(Set(events.map(\.effectID)).count == 1)
        }
    }

    @Test func aCallThatHappenedIsNotMadeAgain() async throws {
        try await withHarness(happened: true) { harness in
            let run = try await run(harness)
            #expect(run.state.status == .interrupted && run.state.reason == .effectUnknown)
            #expect(harness.server.calls.count { $0["ref"] != nil } == 1)
            #expect(
                run.state.errorText?.contains("git/find does not show that nothing happened") == true,
                "\(run.state.errorText ?? "")")
        }
    }

    struct UnclearAnswer: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let answer: JSONValue
        /// In the words of the run's error.
        let says: String
    }

    static let unclearAnswers = [
        UnclearAnswer(
            testDescription: "a failure of the tool", answer: FakeServer.text("no", isError: true),
            says: "read-back git/find failed: no"),
        UnclearAnswer(
            testDescription: "an empty result", answer: ["content": [], "isError": false], says: "it is not there"),
    ]

    @Test(arguments: unclearAnswers)
    func anAnswerThatShowsNothingLeavesTheRunInterrupted(_ unclear: UnclearAnswer) async throws {
        try await withHarness(find: { unclear.answer }) { harness in
            let run = try await run(harness)
            #expect(
                run.state.status == .interrupted && run.state.errorText?.contains(unclear.says) == true,
                "\(run.state.errorText ?? "")")
            #expect(harness.server.calls.count { $0["ref"] != nil } == 1)
        }
    }

    /// The server has answered the first rounds, so that the call was sent, whatever becomes of the next round.
    @Test func aCallThatIsToBeAskedAgainUntilItsDeadlineIsOfUnknownEffect() async throws {
        let timer = ManualTimer()
        try await Harness.with(tools: Self.tools, pool: SessionPool(teardown: .immediate, timer: timer)) { harness in
            try await harness.put("Tool", "put", Harness.tool("put", ["timeout": "400ms"]))
            try await harness.put("Connection", "git", Harness.connection(["command": ["git-server", "new"]]))
            harness.server.state.withLock { $0.askingAgain = ["put"] }
            let once: JSONObject = ["retry": ["attempts": 1, "max": "5m", "min": "2s"]]
            let batch = try #require(try await harness.submit(Self.spec(once)).batch)
            let work = Task { try await harness.work() }
            for _ in 0..<4 {
                await timer.untilScheduled(1)
                timer.advance(by: .milliseconds(100))
            }
            _ = try await work.value
            let run = try #require(try await harness.runs(batch.id).first)
            #expect(run.state.status == .interrupted && run.state.reason == .effectUnknown)
            #expect(run.state.errorText?.hasPrefix("timeout.attempt: ") == true, "\(run.state.errorText ?? "")")
            #expect(harness.server.calls.count == 4)
        }
    }

    @Test func aResultAndAnErrorAtOnceIsAskedAboutBeforeTheCallIsMadeAgain() async throws {
        try await withHarness(happened: true) { harness in
            harness.server.state.withLock { $0.contradicting = ["put"] }
            let asked = try #require(try await harness.run(Self.spec()).first)
            #expect(asked.state.status == .interrupted && asked.state.reason == .effectUnknown)
            #expect(harness.server.calls == [["ref": "r-1"], ["reference": "r-1", "limit": 1]])
            // Without a read-back it ends there; an idempotent tool has failed, and would fail again.
            try await harness.put("Tool", "put", Harness.tool("put"))
            let alone = try #require(try await harness.run(Self.spec()).first)
            #expect(alone.state.status == .interrupted && alone.state.reason == .effectUnknown)
            #expect(alone.state.errorText?.hasPrefix("output.invalid: ") == true, "\(alone.state.errorText ?? "")")
            try await harness.put("Tool", "put", Harness.tool("put", ["idempotent": true]))
            let idempotent = try #require(try await harness.run(Self.spec()).first)
            #expect(
                idempotent.state.status == .failed && idempotent.state.reason == .outputInvalid
                    && idempotent.state.attempts == 1)
        }
    }

    /// The question travels under names of its own: what is secret in the input is not known as such there by its name.
    @Test func whatIsNotShownOfTheInputIsNotShownOfTheQuestion() async throws {
        try await Harness.with(
            tools: Self.tools, environment: ["PIN": "4711x"],
            answer: { arguments in
                FakeServer.text(arguments["who"] == nil ? "put" : "no")
            }
        ) { harness in
            let readBack: JSONObject = [
                "tool": "git/find", "arguments": ["who": "/password", "pin": "/pin"],
                "nothingHappened": [["path": "/content/0/text", "equals": "no"]],
            ]
            try await harness.put(
                "Tool", "put",
                Harness.merged(Harness.tool("put", ["takesSecretText": true]), ["readBack": .object(readBack)]))
            harness.server.state.withLock { $0.crashing = ["put"] }
            let input: JSONValue = ["password": "hunter2notknown", "pin": ["fromSecret": "env:PIN"]]
            let result = try await BatchSubmitter(harness.services).submit(
                SubmissionRequest(
                    organization: "acme", environment: "dev", name: "test",
                    spec: Harness.spec([Harness.item("a", input: input, toolRun: ["tool": "git/put"])]),
                    requester: "user:anna", isWorkedHere: true))
            #expect(result.batch != nil)
            try await harness.work()
            let asked: JSONObject = ["who": "hunter2notknown", "pin": "4711x"]
            #expect(harness.server.calls.contains(asked))
            let shown: JSONValue = ["who": "[redacted:sensitive-field]", "pin": ["fromSecret": "env:PIN"]]
            let calls = try await harness.events().filter { $0.type == .callStarted || $0.type == .callFinished }
            #expect(calls.count == 4)
            for event in calls {
                #expect(event.arguments == shown)
                #expect(event.argumentDigest == ContentDigest.of(shown))
            }
            for entry in try await harness.store.auditEntries(AuditFilter()) {
                let text = String(decoding: entry.bytes, as: UTF8.self)
                #expect(!text.contains("hunter2notknown") && !text.contains("4711x"), "\(text)")
                #expect(!text.contains(ContentDigest.of(JSONValue.object(asked)).description))
            }
        }
    }

    @Test func aReadBackThatTheAgentMayNotCallIsNotCalled() async throws {
        try await withHarness { harness in
            try await harness.put(
                "Policy", "all",
                Harness.policy(conditions: ["arguments": ["/ref": ["present": true]]]))
            let run = try await run(harness)
            #expect(run.state.status == .interrupted && run.state.reason == .effectUnknown)
            #expect(
                run.state.errorText?.hasPrefix("policy.denied: read-back git/find (policy") == true,
                "\(run.state.errorText ?? "")")
            #expect(harness.server.calls.count == 1)
            #expect(try await harness.events(run).last?.type == .runInterrupted)
        }
    }

    @Test func aReadBackThatGetsNoAnswerIsAskedAgainAndTheRunNeverFails() async throws {
        try await withHarness { harness in
            harness.server.state.withLock { $0.crashing = ["put", "find"] }
            let run = try #require(try await harness.run(Self.spec()).first)
            #expect(run.state.status == .interrupted && run.state.reason == .effectUnknown && run.state.attempts == 3)
            #expect(harness.server.calls.count { $0["reference"] != nil } == 2)
            #expect(harness.server.calls.count { $0["ref"] != nil } == 1)
        }
    }

    @Test func aRunInDoubtThatTheGateRefusesIsInterruptedAndNotDenied() async throws {
        try await withHarness { harness in
            let batch = try await loseFirstAttempt(harness)
            #expect(try await harness.runs(batch).map(\.state.isInDoubt) == [true])
            try await harness.put("Agent", "bot", Harness.agent(["enabled": false]))
            try await harness.work()
            let run = try #require(try await harness.runs(batch).first)
            #expect(run.state.status == .interrupted && run.state.reason == .effectUnknown)
            #expect(run.state.errorText?.hasPrefix("agent.disabled: ") == true)
        }
    }

    @Test func aReadBackThatWasTakenAwayMeanwhileLeavesTheRunInterrupted() async throws {
        try await withHarness { harness in
            let batch = try await loseFirstAttempt(harness)
            try await harness.put("Tool", "put", Harness.tool("put"))
            try await harness.work()
            let run = try #require(try await harness.runs(batch).first)
            #expect(run.state.status == .interrupted && run.state.errorText?.contains("declares no readBack") == true)
            #expect(harness.server.calls.count == 1)
        }
    }

    @Test func anExpectedInterruptionIsNoFailure() async throws {
        try await withHarness(happened: true) { harness in
            let batch = try await loseOnce(harness, Self.spec(item: ["expect": [["status": "interrupted"]]]))
            let run = try #require(try await harness.runs(batch).first)
            #expect(run.state.status == .interrupted && run.state.isExpected)
            #expect(
                try await InterruptedRuns(harness.services).all(in: ["default"]).isEmpty, "there is nothing to find out"
            )
            #expect(try await harness.store.batch(batch)?.status == .succeeded)
        }
    }

    @Test func theQuestionCountsInTheBudget() async throws {
        try await withHarness { harness in
            let run = try await run(harness, Self.spec(["budget": ["calls": 1]]))
            #expect(run.state.status == .interrupted && harness.server.calls.count == 1)
            #expect(run.state.errorText?.contains("budget.exceeded") == true, "\(run.state.errorText ?? "")")
        }
    }

    @Test func theRunOfAKilledWorkerBeginsWithTheReadBack() async throws {
        for happened in [false, true] {
            try await withHarness(happened: happened) { harness in
                let batch = try #require(try await harness.submit(Self.spec()).batch)
                let now = harness.clock.now
                try await harness.store.register(
                    Worker(
                        name: "dead", host: "here", bootID: "an earlier start of the machine", processID: 1,
                        version: "0",
                        queues: ["default"], capacity: 1, startedAt: now, lastSeenAt: now))
                for run in try await harness.store.claimRuns(RunClaim(worker: "dead", limit: 1, now: now)) {
                    try await harness.store.recordStarted(RunStart(lease: run.lease, now: now, steps: [], events: []))
                }
                try await harness.work()
                let run = try #require(try await harness.runs(batch.id).first)
                #expect(run.state.status == (happened ? .interrupted : .succeeded))
                #expect(
                    harness.server.calls
                        == [["reference": "r-1", "limit": 1]] + (happened ? [] : [["ref": "r-1"]]))
            }
        }
    }

    /// The tool was idempotent for a while: what the gate did not ask then, it asks later.
    @Test func theDoubtOutlivesADeclarationThatNeedsNone() async throws {
        try await withHarness(happened: true) { harness in
            let batch = try await loseFirstAttempt(harness)
            try await harness.put("Tool", "put", Harness.tool("put", ["idempotent": true]))
            try await attempt(harness)
            #expect(harness.server.calls.count { $0["ref"] != nil } == 2, "as it was idempotent then")
            #expect(try await harness.runs(batch).map(\.state.isInDoubt) == [true])
            harness.server.state.withLock { $0.crashing = [] }
            try await harness.put(
                "Tool", "put", Harness.merged(Harness.tool("put"), ["readBack": .object(Self.readBack)]))
            try await attempt(harness)
            #expect(try await harness.runs(batch).map(\.state.status) == [.interrupted])
            #expect(harness.server.calls.count { $0["ref"] != nil } == 2)
        }
    }

    @Test func aQuestionThatCannotBeMadeUpIsNotAsked() async throws {
        var readBack = Self.readBack
        readBack["arguments"] = ["reference": "/refrence"]
        try await withHarness(readBack: readBack) { harness in
            let run = try await run(harness)
            #expect(run.state.status == .interrupted)
            #expect(run.state.errorText == "the input has nothing at '/refrence' for 'reference' of the read-back")
            #expect(harness.server.calls.count == 1)
        }
    }
}
