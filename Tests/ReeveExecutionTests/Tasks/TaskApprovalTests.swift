import ReeveAudit
import ReeveJSON
import ReeveLLM
import ReeveModel
import ReeveStore
import TestSupport
import Testing

@testable import ReeveExecution

/// Rules that ask for people before a call of a task.
@Suite struct TaskApprovalTests {
    private static let asksAndEnds = [
        ScriptedModel.calls("git/echo", ["a": 1]), ScriptedModel.says("done"),
    ]

    @Test func aTaskParksAtExactlyTheCallThatNeedsAnApproval() async throws {
        try await TaskHarness.withPeople(Self.asksAndEnds, rules: [TaskHarness.reviewed()]) { harness in
            let parked = try await harness.park()
            #expect(harness.base.server.calls.isEmpty && harness.model.requests.count == 1)
            #expect(
                parked.state.attempts == 0 && parked.state.errorText?.hasPrefix("git/echo waits for user:ben") == true)
            let lease = try await harness.store.read { rows throws(StoreError) in try rows.lease(of: parked.id) }
            #expect(lease == nil)
            let approval = try await harness.base.pending(parked)
            #expect(approval.kind == .call && approval.call == "2/1")
            let document = try await harness.bound(parked)
            #expect(document.calls.map(\.tool) == ["git/echo"] && document.calls.map(\.input) == [["a": 1]])
            #expect(
                document.calls.first?.rules.map(\.id).sorted() == [
                    "acme/dev/Policy/all#call", "acme/dev/Policy/all#reviewed",
                ])
            let asked = try await harness.base.events(parked)
            #expect(asked.map(\.type) == [.runStarted, .approvalRequested, .runParked])
            #expect(asked[1].target == "tool:git/echo" && asked[1].arguments == ["a": 1])

            let run = try await harness.approveAndWork(parked)
            #expect(run.state.status == .succeeded, "\(run.state.errorText ?? "")")
            #expect(harness.base.server.calls == [["a": 1]] && harness.model.requests.count == 2)
            #expect(try await harness.statuses(run) == [.used])
            let call = try #require(try await harness.base.events(run).first { $0.type == .callStarted })
            #expect(call.approvalID == approval.id.text)
            #expect(try await harness.base.contradictions() == [])
        }
    }

    @Test func theSameCallAskedForLaterNeedsAnotherApproval() async throws {
        let turns = [
            ScriptedModel.calls("git/echo", ["a": 1]), ScriptedModel.calls("git/echo", ["a": 1], id: "c2"),
            ScriptedModel.says("done"),
        ]
        try await TaskHarness.withPeople(turns, rules: [TaskHarness.reviewed()]) { harness in
            let again = try await harness.approveAndWork(try await harness.park())
            #expect(again.state.status == .awaitingApproval && harness.base.server.calls.count == 1)
            #expect(try await harness.statuses(again) == [.used, .pending])
            let run = try await harness.approveAndWork(again)
            #expect(run.state.status == .succeeded && harness.base.server.calls.count == 2)
        }
    }

    @Test func theOtherCallsOfAnAnswerAreMadeInTheirOrder() async throws {
        let turns = [
            ScriptedModel.proposes([("git/other", ["n": 1]), ("git/echo", ["n": 2]), ("git/other", ["n": 3])]),
            ScriptedModel.says("done"),
        ]
        try await TaskHarness.withPeople(turns, rules: [TaskHarness.reviewed()]) { harness in
            let parked = try await harness.park()
            #expect(harness.base.server.calls == [["n": 1]])
            let run = try await harness.approveAndWork(parked)
            #expect(run.state.status == .succeeded)
            #expect(harness.base.server.calls == [["n": 1], ["n": 2], ["n": 3]])
        }
    }

    // MARK: No

    @Test func aRejectionEndsTheTask() async throws {
        try await TaskHarness.withPeople(Self.asksAndEnds, rules: [TaskHarness.reviewed()]) { harness in
            let parked = try await harness.park()
            try await harness.reject(parked)
            try await harness.work()
            let run = try await harness.base.run(parked.id)
            #expect(run.state.status == .denied && run.state.reason == .approvalRejected)
            #expect(harness.base.server.calls.isEmpty && harness.model.requests.count == 1)
        }
    }

    @Test func anApprovalThatComesOrIsUsedTooLateEndsTheTask() async throws {
        for isGiven in [true, false] {
            try await TaskHarness.withPeople(Self.asksAndEnds, rules: [TaskHarness.reviewed()]) { harness in
                let parked = try await harness.park()
                if isGiven { try await harness.base.approve(parked) }
                harness.base.clock.advance(by: .seconds(14_400))
                if !isGiven { await #expect(throws: StoreError.self) { try await harness.base.approve(parked) } }
                try await harness.work()
                let run = try await harness.base.run(parked.id)
                #expect(run.state.status == .denied && run.state.reason == .approvalExpired, "given: \(isGiven)")
                #expect(try await harness.statuses(run) == [.expired] && harness.base.server.calls.isEmpty)
            }
        }
    }

    @Test func whoHasAskedMayNotApproveAndNobodyApprovesTwice() async throws {
        try await TaskHarness.withPeople(
            Self.asksAndEnds,
            rules: [
                TaskHarness.reviewed("tool:git/echo", ["approvers": ["membership:owner", "user:ben"], "count": 2])
            ]
        ) { harness in
            let parked = try await harness.park()
            await #expect(throws: ApproverCheck.Refusal.self) {
                _ = try await harness.base.standing("user:anna", for: parked)
            }
            try await harness.base.approve(parked)
            await #expect(throws: StoreError.self) { try await harness.base.approve(parked) }
            #expect(try await harness.base.run(parked.id).state.status == .awaitingApproval)
        }
    }

    // MARK: What moves

    struct Move: Sendable, CustomTestStringConvertible {
        let name: String
        /// How the approval ends.
        let statuses: [ApprovalStatus]
        let end: RunStatus
        let body: @Sendable (TaskHarness) async throws -> Void

        var testDescription: String { name }
    }

    static let moves = [
        Move(name: "the deciding rule", statuses: [.void, .pending], end: .awaitingApproval) { harness in
            try await harness.allow([TaskHarness.reviewed("tool:git/echo", ["approvers": ["user:carl"]])])
        },
        Move(name: "the pin", statuses: [.void, .pending], end: .awaitingApproval) { harness in
            let listed = try await harness.store.toolDefinitions(ToolFilter()).first { $0.tool == "echo" }
            try await harness.base.pin("git/echo", try #require(listed?.digest))
        },
        Move(name: "a rule elsewhere", statuses: [.used], end: .succeeded) { harness in
            let more: JSONValue = [
                "action": "tool.invoke", "effect": "allow", "id": "more", "target": "tool:else/**",
            ]
            try await harness.allow([TaskHarness.reviewed(), more])
        },
        // The call is refused and told to the model, which then ends.
        Move(name: "a deny", statuses: [.void], end: .succeeded) { harness in
            try await harness.allow([TaskHarness.reviewed()], deny: "tool:git/echo")
        },
        Move(name: "the agent's tools", statuses: [.void], end: .succeeded) { harness in
            try await harness.base.put("Agent", "bot", TaskHarness.agent(["tools": ["git/other"]]))
        },
    ]

    @Test(arguments: moves)
    func anApprovalHoldsAsLongAsWhatItBinds(_ move: Move) async throws {
        try await TaskHarness.withPeople(Self.asksAndEnds, rules: [TaskHarness.reviewed()]) { harness in
            let parked = try await harness.park()
            try await harness.base.approve(parked)
            try await move.body(harness)
            try await harness.work()
            let run = try await harness.base.run(parked.id)
            #expect(run.state.status == move.end, "\(run.state.errorText ?? "")")
            #expect(try await harness.statuses(run) == move.statuses)
            #expect(harness.base.server.calls.count == (move.statuses == [.used] ? 1 : 0))
            if move.end == .awaitingApproval { #expect(run.state.reason == .approvalVoid) }
            if move.statuses == [.void] { #expect(harness.told.map(\.isError) == [true]) }
        }
    }

    /// The approval of a call that was denied meanwhile is for nothing else.
    @Test func anApprovalThatIsLeftBehindLetsNoOtherCallThrough() async throws {
        let turns = [
            ScriptedModel.calls("git/echo", ["a": 1]), ScriptedModel.calls("git/other", ["a": 1], id: "c2"),
            ScriptedModel.says("done"),
        ]
        try await TaskHarness.withPeople(turns, rules: [TaskHarness.reviewed("tool:git/*")]) { harness in
            let parked = try await harness.park()
            try await harness.base.approve(parked)
            try await harness.allow([TaskHarness.reviewed("tool:git/*")], deny: "tool:git/echo")
            try await harness.work()
            let run = try await harness.base.run(parked.id)
            #expect(run.state.status == .awaitingApproval && harness.base.server.calls.isEmpty)
            #expect(try await harness.statuses(run) == [.void, .pending])
        }
    }

    // MARK: Time

    @Test func waitingForPeopleUsesUpNoTimeOfTheTask() async throws {
        try await TaskHarness.withPeople(
            Self.asksAndEnds, rules: [TaskHarness.reviewed()], agent: ["limits": ["wallClock": "10m"]]
        ) { harness in
            let parked = try await harness.park()
            harness.base.clock.advance(by: .seconds(3 * 3_600))
            let run = try await harness.approveAndWork(parked)
            #expect(run.state.status == .succeeded, "\(run.state.reason?.rawValue ?? "") \(run.state.errorText ?? "")")
        }
    }

    @Test func aDeadlineOrACancelWhileTheTaskIsParkedEndsIt() async throws {
        for isCancel in [true, false] {
            try await TaskHarness.withPeople(Self.asksAndEnds, rules: [TaskHarness.reviewed()]) { harness in
                let parked = try await harness.park(batch: ["deadline": "1h"])
                let request = try await harness.base.pending(parked)
                if isCancel {
                    _ = try await harness.store.cancelRun(parked.id, actor: "user:anna", now: harness.base.clock.now)
                } else {
                    harness.base.clock.advance(by: .seconds(3_601))
                }
                try await harness.work()
                let run = try await harness.base.run(parked.id)
                #expect(run.state.status == .cancelled, "cancel: \(isCancel)")
                #expect(run.state.reason == (isCancel ? .cancelledUser : .cancelledBatch))
                #expect(try await harness.statuses(run) == [.void])
                #expect(await !harness.isApproved(request))
            }
        }
    }

    // MARK: Kills

    @Test func aWorkerThatIsLostBetweenApprovalAndCallLosesNothing() async throws {
        try await TaskHarness.withPeople(Self.asksAndEnds, rules: [TaskHarness.reviewed()]) { harness in
            let parked = try await harness.park()
            try await harness.base.approve(parked)
            let claim = RunClaim(worker: "w", limit: 1, leaseDuration: .seconds(60), now: harness.base.clock.now)
            #expect(try await harness.store.claimRuns(claim).count == 1)
            harness.base.clock.advance(by: .seconds(61))
            try await harness.work()
            let run = try await harness.base.run(parked.id)
            #expect(run.state.status == .succeeded && harness.base.server.calls.count == 1)
            #expect(try await harness.statuses(run) == [.used])
        }
    }

    /// The server ends in the call, so nobody knows what the call did.
    @Test func aCallWithoutAnAnswerNeedsAnotherApprovalAlsoWhereItMayBeRepeated() async throws {
        for isIdempotent in [true, false] {
            try await TaskHarness.withPeople(Self.asksAndEnds, rules: [TaskHarness.reviewed()]) { harness in
                try await harness.base.put("Tool", "echo", Harness.tool("echo", ["idempotent": .bool(isIdempotent)]))
                let parked = try await harness.park()
                harness.base.server.state.withLock { $0.crashing = ["echo"] }
                let run = try await harness.approveAndWork(parked)
                #expect(harness.base.server.calls.count == 1)
                guard isIdempotent else {
                    #expect(run.state.status == .interrupted && run.state.reason == .effectUnknown)
                    #expect(try await harness.statuses(run) == [.used])
                    return
                }
                #expect(run.state.status == .awaitingApproval, "\(run.state.errorText ?? "")")
                #expect(try await harness.statuses(run) == [.used, .pending])
                harness.base.server.state.withLock { $0.crashing = [] }
                #expect(try await harness.approveAndWork(run).state.status == .succeeded)
                #expect(harness.base.server.calls.count == 2)
            }
        }
    }
}
