import Foundation
import ReeveJSON
import ReeveSchema
import TestSupport
import Testing

/// A task that proposes, on the command line: from the proposal to its calls, also through a kill in the middle.
@Suite struct TaskProposalCommandTests {
    private static func manifests(port: String, reviewed: Bool) -> String {
        let requires =
            reviewed ? ", requires: {approval: {approvers: [membership:owner], separation: false}}" : ""
        return """
            apiVersion: reeve/v1
            kind: ModelProvider
            metadata: {name: script}
            spec: {type: openai, endpoint: "http://127.0.0.1:\(port)/v1", model: script}
            ---
            apiVersion: reeve/v1
            kind: Agent
            metadata: {name: thinker}
            spec: {connection: ledger, tools: ["ledger/*"], provider: script}
            ---
            apiVersion: reeve/v1
            kind: Policy
            metadata: {name: thinking}
            spec:
              bindings: [{scope: agent, id: thinker}]
              rules:
                - {id: think, action: task.execute, target: "agent:thinker", effect: allow}
                - {id: people, action: run.approve, target: "agent:thinker", effect: allow}
                - {id: write, action: tool.invoke, target: "tool:ledger/*", effect: allow\(requires)}
            """
    }

    /// Proposes one call of each tool in one answer; the effect of a tool has the key `p/TOOL` with its place.
    private static func batch(_ tools: [String]) -> String {
        let calls = tools.enumerated().map { index, tool in
            #"{"tool":"\#(tool)","arguments":{"run":"p","cell":"\#(index)","how":"plain"}}"#
        }
        return """
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: plan}
            spec:
              retry: {attempts: 5, min: 20ms, max: 100ms}
              items:
                - {name: tidy, task: {agent: thinker, mode: propose, prompt: 'PLAN [[\(calls.joined(separator: ","))]]'}}
            """
    }

    private func withPlan(
        _ tools: [String], reviewed: Bool = true, _ body: (TestProject) async throws -> Void
    ) async throws {
        let project = try await LedgerProject.make()
        let portFile = project.url("port").path
        let script = TestProject.package.appending(path: "Tests/ReeveCommandsTests/Harness/bin/scripted-model").path
        let model = try SpawnedProcess([script, portFile])
        try await closing(
            model,
            by: { model in
                kill(model.id, SIGKILL)
                _ = await model.waitForEnd()
            }
        ) { _ in
            try await FileWatch.wait(for: portFile) { $0.hasSuffix("\n") }
            let port = try project.read("port").trimmingCharacters(in: .whitespacesAndNewlines)
            try project.write("manifests/dev/thinker.yaml", Self.manifests(port: port, reviewed: reviewed))
            try await project.expect(0, "apply", "--yes")
            try project.write("jobs/plan.yaml", Self.batch(tools))
            try await body(project)
        }
    }

    private func pending(_ project: TestProject) async throws -> String {
        let id = try await project.expect(0, "approvals", "list", "--status", "pending", "-o", "name").output
            .trimmingCharacters(in: .newlines)
        #expect(id.count == 26)
        return id
    }

    private func task(_ project: TestProject) async throws -> JSONValue {
        let id = try await project.expect(0, "runs", "list", "-o", "name").output.trimmingCharacters(in: .newlines)
        return try JSONParser.parse(try await project.expect(0, "runs", "show", id, "-o", "json").output)
    }

    @Test func aProposalIsShownApprovedAndCarriedOut() async throws {
        try await withPlan(["append", "put"]) { project in
            try await project.expect(0, "enqueue", "-f", "jobs/plan.yaml")
            let told = try await project.expect(7, "run")
            #expect(told.output.contains("a proposal of 2 calls waits for membership:owner until "), "\(told.all)")
            #expect(try EffectLog(of: project).keys.isEmpty)
            let id = try await pending(project)
            let shown = try await project.expect(0, "approvals", "show", id)
            for part in [
                "asked for     a proposal of 2 calls, in this order", "reason        a plan",
                "call 1        ledger/append", #"input       {"cell":"0","how":"plain","run":"p"}"#,
                "call 2        ledger/put", "needs         membership:owner; 0 of 1 so far",
            ] { #expect(shown.output.contains(part), "\(part)\n\(shown.all)") }
            let run = try await project.expect(0, "runs", "list", "-o", "name").output.trimmingCharacters(in: .newlines)
            let proposal = try await project.expect(0, "runs", "show", run)
            for part in ["proposal      2 calls", "  because     a plan", "  1           ledger/append {"] {
                #expect(proposal.output.contains(part), "\(part)\n\(proposal.all)")
            }
            #expect(try await task(project)["last_proposal"]?["calls"]?.array?.count == 2)
            try await check(project, "approvals-show", ["approvals", "show", id])
            try await check(project, "runs-show", ["runs", "show", run])
            try await check(project, "runs-list", ["runs", "list"])
            try await project.expect(0, "approvals", "approve", id, "--reason", "go on")
            try await project.expect(0, "run")
            #expect(try await task(project)["status"] == "succeeded")
            let effects = try EffectLog(of: project)
            #expect(effects["p/0"].ends == 1 && effects["p/1"].ends == 1)
            try await project.expect(0, "store", "check")
            try await project.expect(0, "audit", "verify")
        }
    }

    private func check(_ project: TestProject, _ name: String, _ words: [String]) async throws {
        let output = try await project.start([TestProject.binary] + words + ["-o", "json"]).result().output
        let file = TestProject.package.appending(path: "docs/schemas/\(name).schema.json").path
        let schema = try CompiledSchema(compiling: JSONParser.parse(try String(contentsOfFile: file, encoding: .utf8)))
        let violations = schema.validate(try JSONParser.parse(output)).map { "\($0.instance): \($0.message)" }
        #expect(violations.isEmpty, "\(words): \(violations.prefix(3))")
    }

    /// Until there is a login the operator is one person, who may not approve what they have submitted.
    @Test func aProposalThatNoRuleSpeaksOfIsForSomebodyElse() async throws {
        try await withPlan(["append"], reviewed: false) { project in
            try await project.expect(7, "run", "-f", "jobs/plan.yaml")
            let id = try await pending(project)
            let refused = try await project.expect(4, "approvals", "approve", id)
            #expect(
                refused.error.contains("has submitted the work, and somebody else must approve it"), "\(refused.all)")
            try await project.expect(0, "approvals", "reject", id, "--reason", "not tonight")
            let run = try await task(project)
            #expect(run["status"] == "denied" && run["reason"] == "approval.rejected")
            #expect(try EffectLog(of: project).keys.isEmpty)
        }
    }

    /// The worker is killed in the second of three calls, which may be repeated: what is left is asked for anew.
    @Test func aWorkerThatIsKilledInTheMiddleRepeatsNothingThatMayNotBeRepeated() async throws {
        try await withPlan(["append", "put", "append"]) { project in
            try await project.expect(7, "run", "-f", "jobs/plan.yaml")
            try await project.expect(0, "approvals", "approve", try await pending(project))
            try project.write("trigger", "begin 2\n")
            let killed = try await project.start([TestProject.binary, "run"]).result()
            #expect(killed.status == 128 + SIGKILL, "\(killed.all)")
            let again = try await project.expect(7, "run")
            #expect(again.output.contains("a proposal of 2 calls waits for membership:owner"), "\(again.all)")
            #expect(try EffectLog(of: project)["p/2"].begins == 0)
            try await project.expect(0, "approvals", "approve", try await pending(project))
            try await project.expect(0, "run")
            #expect(try await task(project)["status"] == "succeeded")
            let effects = try EffectLog(of: project)
            #expect(effects["p/0"].begins == 1 && effects["p/2"].begins == 1 && effects["p/1"].ends >= 1)
            try await project.expect(0, "store", "check")
        }
    }

    @Test func aWorkerThatIsKilledInACallThatMayNotBeRepeatedEndsTheProposal() async throws {
        try await withPlan(["put", "append", "put"]) { project in
            try await project.expect(7, "run", "-f", "jobs/plan.yaml")
            try await project.expect(0, "approvals", "approve", try await pending(project))
            try project.write("trigger", "begin 2\n")
            let killed = try await project.start([TestProject.binary, "run"]).result()
            #expect(killed.status == 128 + SIGKILL, "\(killed.all)")
            try await project.expect(7, "run")
            let run = try await task(project)
            #expect(run["status"] == "interrupted" && run["reason"] == "effect.unknown", "\(run)")
            let effects = try EffectLog(of: project)
            #expect(effects["p/1"].begins == 1 && effects["p/2"].begins == 0)
        }
    }
}
