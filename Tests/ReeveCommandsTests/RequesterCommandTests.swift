import Foundation
import TestSupport
import Testing

/// Who submits work, end to end: manifests, plan, `policy evaluate`, dry run and the call itself.
@Suite struct RequesterCommandTests {
    private static let people = """
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
        kind: User
        metadata: {name: mia}
        spec: {email: mia@acme.example}
        ---
        apiVersion: reeve/v1
        kind: Membership
        metadata: {name: mia, organization: acme}
        spec: {user: mia, role: member}
        ---
        apiVersion: reeve/v1
        kind: User
        metadata: {name: ada}
        spec: {email: ada@acme.example}
        ---
        apiVersion: reeve/v1
        kind: Membership
        metadata: {name: ada, organization: acme}
        spec: {user: ada, role: admin}
        ---
        apiVersion: reeve/v1
        kind: Policy
        metadata: {name: calls, organization: acme}
        spec:
          bindings: [{scope: org, id: acme}]
          rules: [{id: calls, action: tool.invoke, target: tool:aid/*, effect: allow}]
        ---

        """

    private static func guardrail(_ binding: String) -> String {
        """
        apiVersion: reeve/v1
        kind: Policy
        metadata: {name: guard, organization: acme}
        spec:
          bindings: [{\(binding), priority: 0}]
          rules: [{id: keep, action: tool.invoke, target: tool:aid/shred, effect: deny}]

        """
    }

    private static let batch = """
        apiVersion: reeve/v1
        kind: Batch
        metadata: {name: one, organization: acme, environment: dev}
        spec:
          items: [{name: shredded, toolRun: {agent: bot, tool: aid/shred, input: {}}}]

        """

    private func evaluate(_ project: TestProject, _ subject: String?) async throws -> String {
        let asked = subject.map { ["--subject", $0] } ?? []
        let result = try await project.start(
            [TestProject.binary, "policy", "evaluate", "--agent", "bot", "--target", "tool:aid/shred"] + asked
        ).result()
        #expect(result.status == 0, "\(result.all)")
        return String(result.output.prefix { $0 != ":" && $0 != "\n" })
    }

    @Test func aDenyForMembersHoldsInPlanEvaluationDryRunAndCall() async throws {
        let project = try await TestProject.applied(
            Self.people + Self.guardrail("scope: role, id: 'membership:member'"), files: ["jobs/one.yaml": Self.batch])
        #expect(try await evaluate(project, "user:mia") == "deny")
        #expect(try await evaluate(project, "user:ada") == "allow")
        // The one who works on the store counts as owner, admin and member.
        #expect(try await evaluate(project, nil) == "deny")
        #expect(try await evaluate(project, "os:somebody@elsewhere") == "deny")
        let dry = try await project.expect(7, "run", "-f", "jobs/one.yaml", "--dry-run")
        #expect(dry.output.contains("shredded  1 would be denied"))
        let run = try await project.expect(7, "run", "-f", "jobs/one.yaml")
        #expect(run.output.contains("policy.denied: guard#keep"), "\(run.all)")
        let call = try await project.reeve("tools", "call", "aid/shred", "--agent", "bot")
        #expect(call.status != 0 && call.error.contains("guard#keep"), "\(call.all)")
    }

    @Test func aPlanSaysThatAPairDependsOnWhoAsks() async throws {
        let project = try await TestProject.applied(Self.people)
        try project.write("manifests/guard.yaml", Self.guardrail("scope: role, id: 'membership:member'"))
        let plan = try await project.expect(0, "plan")
        #expect(
            plan.output.contains(
                "access   ~ agent acme/dev/bot may tool.invoke aid/* unless guard#keep (requested by membership:member) (before: always)"
            ), "\(plan.output)")
    }

    @Test func whoIsNotActiveOrNotThereIsToldApart() async throws {
        let project = try await TestProject.applied(Self.people)
        #expect(try await evaluate(project, "user:mia") == "allow")
        try project.edit("manifests/all.yaml", "email: mia@acme.example", "email: mia@acme.example, active: false")
        try await project.expect(0, "apply", "--yes")
        #expect(try await evaluate(project, "user:mia") == "deny")
        let json = try await project.expect(
            0, "policy", "evaluate", "--agent", "bot", "--target", "tool:aid/say", "--subject", "user:mia", "-o", "json"
        )
        #expect(json.output.contains("user 'mia' is not active"))
        let unknown = try await project.expect(
            3, "policy", "evaluate", "--agent", "bot", "--target", "tool:aid/say", "--subject", "user:nobody")
        #expect(unknown.error.contains("policy.unknown-subject"))
        let malformed = try await project.reeve(
            "policy", "evaluate", "--agent", "bot", "--target", "tool:aid/say", "--subject", "nobody")
        #expect(malformed.status != 0 && malformed.error.contains("--subject takes user:NAME"))
    }

    @Test func aBindingThatNobodyCanMeetIsAWarningOfValidateAndPlan() async throws {
        let project = try TestProject()
        try project.write("reeve.yaml", "apiVersion: reeve/v1\nkind: Project\nmetadata: {name: work}\nspec: {}\n")
        try project.write(
            "manifests/all.yaml",
            """
            apiVersion: reeve/v1
            kind: Organization
            metadata: {name: acme}
            spec: {}
            ---
            apiVersion: reeve/v1
            kind: User
            metadata: {name: off}
            spec: {email: off@acme.example, active: false}
            ---
            apiVersion: reeve/v1
            kind: User
            metadata: {name: guest}
            spec: {email: guest@acme.example}
            ---
            apiVersion: reeve/v1
            kind: ServiceAccount
            metadata: {name: idle, organization: acme}
            spec: {scopes: [tool.invoke]}
            ---
            apiVersion: reeve/v1
            kind: Policy
            metadata: {name: p, organization: acme}
            spec:
              bindings:
                - {scope: user, id: 'off'}
                - {scope: user, id: guest}
                - {scope: user, id: 'service-account:idle'}
                - {scope: user, id: 'os:*'}
                - {scope: role, id: 'membership:owner'}
              rules: [{id: r, action: tool.invoke, target: 'tool:**', effect: allow}]

            """)
        for verb in ["validate", "plan"] {
            let result = try await project.expect(0, verb)
            for (line, words) in [
                (26, "can match nobody: the user is not active"), (27, "the user has no active membership in 'acme'"),
                (28, "no agent acts as it, and it has no active membership in 'acme'"),
            ] {
                #expect(
                    result.error.contains(words) && result.error.contains("manifests/all.yaml:\(line):"),
                    "\(verb) \(line): \(result.error)")
            }
            #expect(result.error.components(separatedBy: "policy.binding-nobody").count == 4, "\(result.error)")
        }
    }

    @Test func anOrgWideBindingFindsAConnectionThatOnlyTheStoreHas() async throws {
        let project = try await TestProject.applied(Self.people)
        try project.write(
            "more/guard.yaml", Self.guardrail("scope: connection, id: aid"))
        try await project.expect(0, "plan", "more/guard.yaml")
        try project.write("more/guard.yaml", Self.guardrail("scope: connection, id: nothing"))
        try await project.expect(3, "plan", "more/guard.yaml")
    }

    /// Random policies, an environment for each case: what `policy evaluate` says, the dry run says, and the run does.
    @Test func evaluationDryRunAndRunAgree() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("requester command seed: \(seed)")
        var random = SeededGenerator(seed: seed)
        let bindings = [
            "scope: role, id: 'membership:member'", "scope: role, id: 'membership:owner'", "scope: user, id: 'os:*'",
            "scope: user, id: 'os:nobody@nowhere'", "scope: user, id: mia", "scope: agent, id: bot",
            "scope: tool, id: 'aid/s*'",
        ]
        var manifests = Self.people
        var items = ""
        let cases = (0..<6).map { "e\($0)" }
        for name in cases {
            manifests += """
                apiVersion: reeve/v1
                kind: Environment
                metadata: {name: \(name), organization: acme}
                spec: {}
                ---
                apiVersion: reeve/v1
                kind: Connection
                metadata: {name: aid, organization: acme, environment: \(name)}
                spec: {transport: stdio, command: [stand-in], inheritEnv: [PATH]}
                ---
                apiVersion: reeve/v1
                kind: Agent
                metadata: {name: bot, organization: acme, environment: \(name)}
                spec: {connection: aid, tools: [aid/*]}
                ---

                """
            for number in 0..<3 {
                let binding = bindings.randomElement(using: &random) ?? ""
                let effect = ["allow", "deny"].randomElement(using: &random) ?? "deny"
                let priority = [0, 50, 99].randomElement(using: &random) ?? 0
                manifests += """
                    apiVersion: reeve/v1
                    kind: Policy
                    metadata: {name: \(name)-p\(number), organization: acme, environment: \(name)}
                    spec:
                      bindings: [{\(binding), priority: \(priority)}]
                      rules: [{id: r, action: tool.invoke, target: 'tool:aid/*', effect: \(effect)}]
                    ---

                    """
            }
            items = """
                apiVersion: reeve/v1
                kind: Batch
                metadata: {name: one, organization: acme, environment: NAME}
                spec:
                  items: [{name: a, toolRun: {agent: bot, tool: aid/say, input: {}}}]

                """
        }
        let batch = items
        let project = try await TestProject.applied(manifests)
        for name in cases {
            try project.write("jobs/\(name).yaml", batch.replacingOccurrences(of: "NAME", with: name))
            let evaluated = try await project.expect(
                0, "policy", "evaluate", "--agent", "bot", "-e", name, "--target", "tool:aid/say")
            let isAllowed = evaluated.output.hasPrefix("allow")
            let dry = try await project.reeve("run", "-f", "jobs/\(name).yaml", "--dry-run")
            let run = try await project.reeve("run", "-f", "jobs/\(name).yaml")
            #expect(
                dry.status == (isAllowed ? 0 : 7) && run.status == (isAllowed ? 0 : 7),
                "seed \(seed) \(name): \(evaluated.output) \(dry.all) \(run.all)")
        }
    }
}
