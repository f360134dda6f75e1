import Foundation
import Testing

extension TestProject {
    /// With a server that is there (`Harness/bin/stand-in`), an agent that may `say` and `hold`, and a rule that denies
    /// `shred`; applied and synced.
    static func working() async throws -> TestProject {
        try await applied(manifests, files: ["jobs/mixed.yaml": mixedBatch])
    }

    /// Environment `acme/dev` with these manifests and files; applied and synced.
    static func applied(
        _ manifests: String, files: [String: String] = [:], environment variables: [String: String] = [:]
    ) async throws -> TestProject {
        let project = try TestProject()
        try project.write("reeve.yaml", "apiVersion: reeve/v1\nkind: Project\nmetadata: {name: work}\nspec: {}\n")
        try project.write("manifests/all.yaml", environment + manifests)
        for (name, text) in files { try project.write(name, text) }
        try await project.expect(0, "apply", "--yes")
        try await project.expect(0, "tools", "sync", environment: variables)
        return project
    }

    private static let environment = """
        apiVersion: reeve/v1
        kind: Organization
        metadata: {name: acme}
        spec: {currency: EUR}
        ---
        apiVersion: reeve/v1
        kind: Environment
        metadata: {name: dev, organization: acme}
        spec: {type: dev}
        ---

        """

    private static let manifests = """
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
            - {id: calls, action: tool.invoke, target: tool:aid/*, effect: allow}
            - id: keep
              action: tool.invoke
              target: tool:aid/shred
              effect: deny
              reason: paper stays

        """

    /// Ends in each of the ways that name a place.
    static let mixedBatch = """
        apiVersion: reeve/v1
        kind: Batch
        metadata: {name: mixed, organization: acme, environment: dev}
        spec:
          retry: {attempts: 1}
          items:
            - name: fine
              toolRun: {agent: bot, tool: aid/say, input: {text: hello}}
            - name: wrong
              toolRun: {agent: bot, tool: aid/say, input: {text: hello}}
              expect:
                - {path: /isError, equals: false}
                - path: /content/0/text
                  equals: goodbye
            - name: shredded
              toolRun: {agent: bot, tool: aid/shred, input: {}}
            - name: too-good
              toolRun: {agent: bot, tool: aid/say, input: {text: hello}}
              expect: [{status: failed}]
            - name: unknown
              toolRun: {agent: bot, tool: aid/nothing, input: {}}

        """
}
