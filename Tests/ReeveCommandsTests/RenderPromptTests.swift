import Foundation
import Testing

/// `render prompt` shows what a task would begin with, and why with that.
@Suite struct RenderPromptTests {
    private static let manifests = """
        apiVersion: reeve/v1
        kind: Template
        metadata: {name: health, organization: acme}
        spec:
          variables:
            repo: {}
            log: {type: array, default: []}
          system: |
            You are {{agent_name}}{{#role_name}}, {{role_name}} of {{team_name}}{{/role_name}}.
          user: |
            {{task_title}}: {{repo}}
            {{#log}}
            - {{.}}
            {{/log}}
        ---
        apiVersion: reeve/v1
        kind: Template
        metadata: {name: plain, organization: acme}
        spec: {variables: {repo: {}}, user: "{{repo}} of {{team_name}}"}
        ---
        apiVersion: reeve/v1
        kind: Role
        metadata: {name: doctor, organization: acme}
        spec: {template: health}
        ---
        apiVersion: reeve/v1
        kind: TeamType
        metadata: {name: watch, organization: acme}
        spec: {}
        ---
        apiVersion: reeve/v1
        kind: Agent
        metadata: {name: bot, organization: acme, environment: dev}
        spec: {mode: caller}
        ---
        apiVersion: reeve/v1
        kind: Team
        metadata: {name: night, organization: acme, environment: dev}
        spec: {type: watch, goal: rest, members: [{agent: bot, role: doctor}]}

        """

    private static let batch = """
        apiVersion: reeve/v1
        kind: Batch
        metadata: {name: look, organization: acme, environment: dev}
        spec:
          matrix: {repo: [web, api]}
          items:
            - name: sum
              title: Summary
              task: {role: doctor, variables: {repo: {fromMatrix: repo}}, prompt: Be brief.}
            - name: late
              needs: [sum]
              task: {agent: bot, variables: {repo: {fromMatrix: repo}, log: {fromItem: sum, path: ''}}}

        """

    private func project() async throws -> TestProject {
        let project = try TestProject()
        try project.write("reeve.yaml", "apiVersion: reeve/v1\nkind: Project\nmetadata: {name: work}\nspec: {}\n")
        let ground = """
            apiVersion: reeve/v1
            kind: Organization
            metadata: {name: acme}
            spec: {}
            ---
            apiVersion: reeve/v1
            kind: Environment
            metadata: {name: dev, organization: acme}
            spec: {}
            ---

            """
        try project.write("manifests/all.yaml", ground + Self.manifests)
        try project.write("look.yaml", Self.batch)
        try await project.expect(0, "apply", "--yes")
        return project
    }

    @Test func aCellOfAnItemIsShownWithItsTrace() async throws {
        let project = try await project()
        let result = try await project.expect(
            0, "render", "prompt", "-f", "look.yaml", "--item", "sum", "--cell", "repo=api")
        let version = try #require(result.output.firstMatch(of: /version ([0-9a-f]{8})/)?.1)
        #expect(
            result.output == """
                SYSTEM
                You are bot, doctor of night.

                USER
                Summary: api

                Be brief.

                for agent 'bot' as 'doctor' of team 'night', item 'sum', cell 'repo=api'
                template 'health', version \(version), named by role 'doctor'
                LEVEL             TEMPLATE  OUTCOME  PLACE                                        FIELD
                item              -         not set  item 'sum'                                   acme/dev/Batch/look#/items/0/task/template
                member            -         not set  member 'bot' of team 'night', role 'doctor'  acme/dev/Team/night#/members/0/template
                team's map        -         not set  team 'night', role 'doctor'                  acme/dev/Team/night#/templates/doctor
                team type's link  -         not set  team type 'watch', role 'doctor'             acme/TeamType/watch#/roles
                role              health    chosen   role 'doctor'                                acme/Role/doctor#/template
                agent             -         not set  agent 'bot'                                  acme/dev/Agent/bot#/template

                """, "\(result.all)")
    }

    @Test func oneDocumentHasTextsAndTrace() async throws {
        let project = try await project()
        let result = try await project.expect(
            0, "render", "prompt", "--agent", "bot", "--variables", #"{"repo": "{{agent_name}}"}"#,
            "--template", "plain", "-o", "json")
        let error = try await project.expect(3, "render", "prompt", "--agent", "bot", "--variables", #"{"repo": "x"}"#)
        #expect(error.error.contains("'task_title' has no value"), "\(error.all)")
        let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        #expect(json?["template_source"] as? String == "--template")
        #expect(json?["user"] as? String == "{{agent_name}} of night")
        #expect(
            (json?["candidates"] as? [[String: Any]])?.map { $0["outcome"] as? String }.contains("overridden") == true)
    }

    @Test func aValueThatOnlyTheRunHasIsAskedFor() async throws {
        let project = try await project()
        let result = try await project.expect(3, "render", "prompt", "-f", "look.yaml", "--item", "late")
        #expect(result.error.contains("variable 'log' is known when item 'sum' has ended"), "\(result.all)")
        let given = try await project.expect(
            0, "render", "prompt", "-f", "look.yaml", "--item", "late", "--variables", #"{"log": ["one", 2]}"#)
        #expect(given.output.contains("late: web\n- one\n- 2\n"), "\(given.all)")
    }

    static let slips = [
        ["--item", "sum"], ["-f", "look.yaml"], ["--team", "night"], ["--agent", "bot", "--variables", "[]"],
        ["-f", "look.yaml", "--item", "sum", "--agent", "bot"], ["--agent", "bot", "--variables", "{"],
    ]

    @Test(arguments: slips) func optionsThatDoNotGoTogetherAreRefused(arguments: [String]) async throws {
        let project = try TestProject()
        let result = try await project.start([TestProject.binary, "render", "prompt"] + arguments).result()
        #expect(result.status == 64, "\(result.all)")
    }

    @Test func namesThatAreNotThereAreNamed() async throws {
        let project = try await project()
        func error(_ arguments: String...) async throws -> String {
            try await project.start([TestProject.binary, "render", "prompt"] + arguments).result().error
        }
        #expect(
            try await error("-f", "look.yaml", "--item", "smu").contains(
                "the batch has no item 'smu'; did you mean 'sum'?"))
        #expect(
            try await error("-f", "look.yaml", "--item", "sum", "--cell", "repo=wbe").contains(
                "has no cell 'repo=wbe'; did you mean 'repo=web'?"))
        #expect(try await error("--agent", "bto").contains("there is no Agent 'bto'; did you mean 'bot'?"))
        #expect(
            try await error("--team", "night", "--role", "doctro").contains(
                "team 'night' has no member with the role 'doctro'; did you mean 'doctor'?"))
        #expect(try await error("--agent", "bot", "--template", "x").contains("there is no Template 'x' here"))
    }
}
