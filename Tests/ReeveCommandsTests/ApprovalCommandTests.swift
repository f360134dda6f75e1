import Foundation
import ReeveJSON
import ReeveSchema
import Testing

/// Approvals on the command line: what parks, what is shown, who may decide, and what follows.
@Suite struct ApprovalCommandTests {
    private static func manifests(separation: Bool) -> String {
        """
        apiVersion: reeve/v1
        kind: Connection
        metadata: {name: aid, organization: acme, environment: dev}
        spec: {transport: stdio, command: [stand-in], inheritEnv: [PATH]}
        ---
        apiVersion: reeve/v1
        kind: Agent
        metadata: {name: bot, organization: acme, environment: dev}
        spec: {connection: aid, tools: [aid/*]}
        ---
        apiVersion: reeve/v1
        kind: Policy
        metadata: {name: guard, organization: acme}
        spec:
          bindings: [{scope: org, id: acme}]
          rules:
            - id: reviewed
              action: tool.invoke
              target: tool:aid/say
              effect: allow
              requires: {approval: {approvers: [membership:owner], expires: 8h, separation: \(separation)}}
            - {id: people, action: run.approve, target: agent:bot, effect: allow}

        """
    }

    private static let batch = """
        apiVersion: reeve/v1
        kind: Batch
        metadata: {name: night, organization: acme, environment: dev}
        spec:
          items:
            - {name: head, toolRun: {agent: bot, tool: aid/say, input: {text: hello}}}
            - {name: tail, needs: [head], toolRun: {agent: bot, tool: aid/say, input: {text: bye}}}

        """

    /// A project with a parked run, and the id of its request.
    private func parked(separation: Bool) async throws -> (TestProject, id: String) {
        let project = try await TestProject.applied(
            Self.manifests(separation: separation), files: ["jobs/night.yaml": Self.batch])
        let told = try await project.expect(7, "run", "-f", "jobs/night.yaml")
        let id = try await project.expect(0, "approvals", "list", "--status", "pending", "-o", "name").output
            .trimmingCharacters(in: .newlines)
        #expect(id.count == 26, "\(told.all)")
        let line = told.output.split(separator: "\n").first { $0.hasPrefix("parked") }
        #expect(
            line?.contains("parked  head  aid/say waits for membership:owner until ") == true
                && line?.contains("`reeve approvals show \(id.suffix(8))`") == true, "\(told.all)")
        #expect(told.output.contains("1 awaiting approval"), "\(told.all)")
        return (project, id)
    }

    @Test func aRunParksIsApprovedAndGoesOn() async throws {
        let (project, id) = try await parked(separation: false)
        let shown = try await project.expect(0, "approvals", "show", String(id.suffix(8)))
        for part in [
            "approval \(id)  pending", "agent         agent:bot@acme/dev", "call          aid/say",
            #"input       {"text":"hello"}"#, "rule        acme/Policy/guard#reviewed  manifests/all.yaml:",
            "needs         membership:owner; 0 of 1 so far  (acme/Policy/guard#reviewed)",
        ] { #expect(shown.output.contains(part), "\(part)\n\(shown.all)") }
        let told = try await project.expect(0, "approvals", "approve", id, "--reason", "looks right")
        #expect(told.output.contains("approval \(id): approved; run "), "\(told.all)")
        #expect(try await project.expect(0, "approvals", "approve", id).output.contains("approved by you already"))
        // The dependent needs an approval of its own.
        let second = try await project.expect(7, "run")
        #expect(second.output.contains("parked  tail  aid/say waits for membership:owner"), "\(second.all)")
        let run = try await project.expect(0, "runs", "list", "--item", "head", "-o", "name").output
            .trimmingCharacters(in: .newlines)
        let ended = try await project.expect(0, "runs", "show", run)
        #expect(ended.output.contains("  succeeded"), "\(ended.all)")
        #expect(ended.output.contains("approval      \(id)  used by os:"), "\(ended.all)")
        let junit = try await reports(project, "junit.xml")
        #expect(junit.contains("<system-out>succeeded: approved by os:"), "\(junit)")
        #expect(junit.contains(": looks right</system-out>"), "\(junit)")
        let page = try await reports(project, "report.html")
        #expect(page.contains("<dt>Approval</dt><dd>approved by os:"))
        let report = try JSONParser.parse(try await reports(project, "report.json"))
        let head = report["runs"]?.array?.first { $0["item"] == "head" }
        #expect(head?["approvals"]?.array?.first?["status"] == "used", "\(String(describing: head))")
        try await project.expect(0, "store", "check")
        try await project.expect(0, "audit", "verify")
    }

    private func reports(_ project: TestProject, _ name: String) async throws -> String {
        let batch = try await project.expect(0, "batches", "list", "-o", "name").output.trimmingCharacters(
            in: .newlines)
        let path = try #require(
            try await project.expect(0, "report", "run", batch).output.split(separator: "\n").last.map(String.init))
        return try project.read((path as NSString).deletingLastPathComponent + "/" + name)
    }

    @Test func whoHasSubmittedTheWorkIsRefusedWhereSomebodyElseMustApprove() async throws {
        let (project, id) = try await parked(separation: true)
        let refused = try await project.expect(4, "approvals", "approve", id)
        #expect(
            refused.error.contains("has submitted the work, and somebody else must approve it [approval.refused]"),
            "\(refused.all)")
        #expect(try await project.expect(0, "audit", "list", "--type", "permission.denied").output.contains("os:"))
        // A rejection is no approval.
        try await project.expect(0, "approvals", "reject", id, "--reason", "not tonight")
        let run = try await project.expect(0, "runs", "list", "--status", "denied")
        #expect(run.output.contains("approval.rejected"), "\(run.all)")
        #expect(try await project.expect(0, "runs", "list", "--status", "skipped").output.contains("tail"))
        let again = try await project.expect(4, "approvals", "approve", id)
        #expect(again.error.contains("it was rejected"), "\(again.all)")
    }

    @Test func whatIsAskedBeforehandNamesTheApprovers() async throws {
        let project = try await TestProject.applied(
            Self.manifests(separation: true), files: ["jobs/night.yaml": Self.batch])
        let preview = try await project.expect(0, "run", "-f", "jobs/night.yaml", "--dry-run")
        #expect(
            preview.output.contains("it would wait for an approval by membership:owner"), "\(preview.all)")
        let evaluated = try await project.expect(
            0, "policy", "evaluate", "--agent", "bot", "--action", "tool.invoke", "--target", "tool:aid/say")
        #expect(evaluated.output.contains("would wait for an approval by membership:owner"), "\(evaluated.all)")
        let call = try await project.expect(
            4, "tools", "call", "aid/say", "--agent", "bot", "--input", #"{"text": "hello"}"#)
        #expect(call.error.contains("a call by hand waits for none"), "\(call.all)")
    }

    @Test(arguments: [
        "UPDATE approval SET status = 'approved'", "UPDATE approval SET expires_at = expires_at + 1",
        "UPDATE approval SET document = replace(document, 'membership:owner', 'membership:member')",
        """
        INSERT INTO approval_vote (approval_id, approver, verdict, standing, voted_at)
            SELECT id, 'os:eve@desk', 'approve', '["membership:owner"]', 0 FROM approval
        """,
        "UPDATE run SET tool = 'aid/shred' WHERE status = 'awaiting_approval'",
    ])
    func aRequestThatWasChangedByHandDecidesNothing(edit: String) async throws {
        let (project, id) = try await parked(separation: false)
        try await project.sql(edit)
        let refused = try await project.expect(4, "approvals", "approve", id)
        #expect(refused.error.contains("[store.edited]"), "\(refused.all)")
        #expect(try await project.expect(0, "approvals", "show", id).output.contains("edited"))
        try await project.expect(7, "store", "check")
    }

    /// Whoever wakes the run by hand, too, is refused by the gate: the votes do not fit.
    @Test func anApprovalThatWasWrittenByHandLetsNoCallThrough() async throws {
        let (project, id) = try await parked(separation: false)
        try await project.expect(0, "approvals", "approve", id)
        try await project.sql("DELETE FROM approval_vote")
        let told = try await project.expect(7, "run")
        #expect(told.output.contains("store.edited"), "\(told.all)")
        #expect(try await project.expect(0, "approvals", "list", "-o", "json").output.contains("\"void\""))
    }

    @Test func aDigestBindsTheVoteToWhatWasShown() async throws {
        let (project, id) = try await parked(separation: false)
        let json = try JSONParser.parse(try await project.expect(0, "approvals", "show", id, "-o", "json").output)
        let digest = try #require(json["digest"]?.string)
        let other = "sha256:" + String(repeating: "0", count: 64)
        let refused = try await project.expect(4, "approvals", "approve", id, "--digest", other)
        #expect(refused.error.contains("[approval.moved]"), "\(refused.all)")
        try await project.expect(3, "approvals", "approve", id, "--digest", "zero")
        try await project.expect(0, "approvals", "approve", id, "--digest", digest)
    }

    @Test func theDocumentsFitTheirSchemas() async throws {
        let (project, id) = try await parked(separation: false)
        let run = try await project.expect(0, "runs", "list", "--status", "awaiting-approval", "-o", "name").output
            .trimmingCharacters(in: .newlines)
        for (name, words) in [
            ("approvals-list", ["approvals", "list"]), ("approvals-show", ["approvals", "show", id]),
            ("approvals-approve", ["approvals", "approve", id, "--reason", "fine"]),
            ("approvals-show", ["approvals", "show", id]), ("approvals-approve", ["approvals", "approve", id]),
            ("runs-show", ["runs", "show", run]),
        ] { try await check(project, name, words) }
        let (other, second) = try await parked(separation: true)
        try await check(other, "approvals-reject", ["approvals", "reject", second, "--reason", "no"])
    }

    private func check(_ project: TestProject, _ name: String, _ words: [String]) async throws {
        let result = try await project.start([TestProject.binary] + words + ["-o", "json"]).result()
        #expect(result.status == 0, "\(words): \(result.all)")
        let file = TestProject.package.appending(path: "docs/schemas/\(name).schema.json").path
        let schema = try CompiledSchema(compiling: JSONParser.parse(try String(contentsOfFile: file, encoding: .utf8)))
        let violations = schema.validate(try JSONParser.parse(result.output)).map { "\($0.instance): \($0.message)" }
        #expect(violations.isEmpty, "\(words): \(violations.prefix(3))")
    }
}
