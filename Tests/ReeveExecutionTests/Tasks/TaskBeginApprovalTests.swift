import ReeveAudit
import ReeveJSON
import ReeveLLM
import ReeveModel
import ReeveStore
import Testing

@testable import ReeveExecution

/// Rules that ask for people before a task begins.
@Suite struct TaskBeginApprovalTests {
    private static let asksAndEnds = [
        ScriptedModel.calls("git/echo", ["a": 1]), ScriptedModel.says("done"),
    ]
    private static let think = TaskHarness.reviewed("agent:bot", action: "task.execute")

    @Test func aTaskMayNeedAnApprovalBeforeItsFirstQuestion() async throws {
        try await TaskHarness.withPeople([ScriptedModel.says("done")], rules: [Self.think]) { harness in
            let parked = try await harness.park()
            #expect(harness.model.requests.isEmpty && parked.state.startedAt == nil)
            #expect(parked.state.errorText?.hasPrefix("the task waits for user:ben") == true)
            let approval = try await harness.base.pending(parked)
            #expect(approval.kind == .task)
            let task = try #require(try await harness.bound(parked).task)
            #expect(task.prompt["user"] == "What is new?" && task.tools == ["git/echo", "git/other"])
            let run = try await harness.approveAndWork(parked)
            #expect(run.state.status == .succeeded, "\(run.state.errorText ?? "")")
            #expect(try await harness.statuses(run) == [.used])
            let started = try #require(try await harness.base.events(run).first { $0.type == .runStarted })
            #expect(started.approvalID == approval.id.text)
            #expect(try await harness.base.contradictions() == [])
        }
    }

    @Test func aLaterAttemptGoesOnByTheApprovalOfTheTask() async throws {
        let turns = [
            ScriptedModel.calls("git/echo", ["a": 1]), ScriptedModel.fails(.overloaded), ScriptedModel.says("done"),
        ]
        try await TaskHarness.withPeople(turns, rules: [Self.think]) { harness in
            let run = try await harness.approveAndWork(try await harness.park())
            #expect(run.state.status == .succeeded, "\(run.state.errorText ?? "")")
            #expect(try await harness.statuses(run) == [.used])
        }
    }

    @Test func whatATaskBindsMayMoveBeforeItBeginsAndWhileItIsUnderWay() async throws {
        try await TaskHarness.withPeople([ScriptedModel.says("done")], rules: [Self.think]) { harness in
            let parked = try await harness.park()
            try await harness.base.approve(parked)
            try await harness.base.put("Agent", "bot", TaskHarness.agent(["tools": ["git/echo"]]))
            try await harness.work()
            let run = try await harness.base.run(parked.id)
            #expect(run.state.status == .awaitingApproval && run.state.reason == .approvalVoid)
            let event = try #require(try await harness.base.events(run).first { $0.type == .approvalVoid })
            #expect(event.context?["message"] == "the task is offered other tools")
            #expect(try await harness.approveAndWork(run).state.status == .succeeded)
        }
        try await TaskHarness.withPeople(Self.asksAndEnds, rules: [Self.think, TaskHarness.reviewed()]) { harness in
            let atCall = try await harness.approveAndWork(try await harness.park())
            #expect(try await harness.base.pending(atCall).kind == .call)
            try await harness.allow([
                TaskHarness.reviewed("agent:bot", action: "task.execute", ["approvers": ["user:carl"]]),
                TaskHarness.reviewed(),
            ])
            let moved = try await harness.approveAndWork(atCall)
            #expect(moved.state.status == .awaitingApproval && harness.base.server.calls.isEmpty)
            #expect(try await harness.base.pending(moved).kind == .task)
        }
    }

    @Test func aTemplateThatIsEditedLaterChangesNothing() async throws {
        func template(_ user: String) -> JSONObject { ["partials": [:], "user": .string(user), "variables": [:]] }
        try await TaskHarness.withPeople([ScriptedModel.says("done")], rules: [Self.think]) { harness in
            try await harness.base.put("Template", "note", template("Look."), environment: nil)
            let parked = try await harness.park(["template": "note"])
            try await harness.base.approve(parked)
            try await harness.base.put("Template", "note", template("Look away."), environment: nil)
            try await harness.work()
            #expect(try await harness.base.run(parked.id).state.status == .succeeded)
            #expect(harness.model.requests.first?.messages == [.user("Look.\n\nWhat is new?")])
        }
    }
}
