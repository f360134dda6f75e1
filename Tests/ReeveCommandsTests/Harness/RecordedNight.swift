import Foundation
import Glibc
import TestSupport
import Testing

/// A project whose batch `night` was recorded to `recordings/night`: a call, a denied call, a task with a tool call, a
/// fallback and a secret in its answer, a task whose cap fires, and one whose first attempt fails.
///
/// Afterwards the model provider is gone, and so are the store and, from the `PATH`, the MCP server.
struct RecordedNight {
    let project: TestProject

    static let secret = "pl4nted-model-key-9f3c71"
    static let serverSecret = "pl4nted-server-token-55ab02"

    static func record() async throws -> RecordedNight {
        let project = try TestProject()
        let model = try project.start(["stand-in-model"].map { Self.tool($0) }, environment: ["MODEL_KEY": secret])
        do {
            try await FileWatch.wait(for: project.url("port").path) { !$0.isEmpty }
            let port = try project.read("port").trimmingCharacters(in: .whitespacesAndNewlines)
            try project.write("reeve.yaml", "apiVersion: reeve/v1\nkind: Project\nmetadata: {name: work}\nspec: {}\n")
            try project.write("manifests/all.yaml", manifests(port))
            try project.write("jobs/night.yaml", batch)
            let secrets = ["MODEL_KEY": secret, "TOKEN": serverSecret]
            try await project.expect(0, "apply", "--yes", environment: secrets)
            try await project.expect(0, "tools", "sync", environment: secrets)
            try await project.expect(
                7, "run", "-f", "jobs/night.yaml", "--record", "recordings/night", environment: secrets)
        } catch {
            model.signal(SIGKILL)
            _ = try? await model.result()
            throw error
        }
        model.signal(SIGKILL)
        _ = try await model.result()
        try FileManager.default.moveItem(at: project.url(".reeve"), to: project.url("kept"))
        return RecordedNight(project: project)
    }

    private static func tool(_ name: String) -> String {
        TestProject.package.appending(path: "Tests/ReeveCommandsTests/Harness/bin/" + name).path
    }

    /// Runs the batch from the recording, where no program can be found.
    @discardableResult
    func replay(
        _ status: Int32, _ more: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> ChildResult {
        let arguments = ["run", "-f", "jobs/night.yaml", "--replay", "recordings/night"] + more
        let result = try await project.start(
            [TestProject.binary] + arguments, environment: ["PATH": "/nowhere"]
        ).result()
        #expect(
            result.status == status, "reeve \(arguments.joined(separator: " "))\n\(result.all)",
            sourceLocation: sourceLocation)
        return result
    }

    /// The files of a folder of the project, by path.
    func files(_ folder: String) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: project.url(folder).path) {
            let url = project.url(folder + "/" + name)
            guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
            files[name] = try Data(contentsOf: url)
        }
        return files
    }

    private static func manifests(_ port: String) -> String {
        """
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
        apiVersion: reeve/v1
        kind: Connection
        metadata: {name: aid, organization: acme, environment: dev}
        spec: {transport: stdio, command: [stand-in], inheritEnv: [PATH], env: {TOKEN: "env:TOKEN"}}
        ---
        apiVersion: reeve/v1
        kind: ModelProvider
        metadata: {name: main, organization: acme}
        spec: {type: openai, endpoint: "http://127.0.0.1:\(port)/fail/v1", model: small-1, maxRetries: 0, fallback: [backup], secretRef: "env:MODEL_KEY"}
        ---
        apiVersion: reeve/v1
        kind: ModelProvider
        metadata: {name: backup, organization: acme}
        spec: {type: openai, endpoint: "http://127.0.0.1:\(port)/v1", model: small-1, maxRetries: 0}
        ---
        apiVersion: reeve/v1
        kind: Template
        metadata: {name: note, organization: acme}
        spec:
          variables: {who: {type: string}}
          user: |
            Write a note for {{who}}.
        ---
        apiVersion: reeve/v1
        kind: Agent
        metadata: {name: bot, organization: acme, environment: dev}
        spec: {connection: aid, tools: [aid/*], provider: main, limits: {turns: 3}}
        ---
        apiVersion: reeve/v1
        kind: Policy
        metadata: {name: guard, organization: acme}
        spec:
          bindings: [{scope: org, id: acme}]
          rules:
            - {id: calls, action: tool.invoke, target: tool:aid/*, effect: allow}
            - {id: think, action: task.execute, target: agent:bot, effect: allow}
            - {id: keep, action: tool.invoke, target: tool:aid/shred, effect: deny, reason: paper stays}

        """
    }

    private static let batch = """
        apiVersion: reeve/v1
        kind: Batch
        metadata: {name: night, organization: acme, environment: dev}
        spec:
          retry: {attempts: 2, min: 1s, max: 1s}
          matrix: {dock: [east, west/2]}
          items:
            - {name: fine, toolRun: {agent: bot, tool: aid/say, input: {text: {fromMatrix: dock}}}}
            - {name: shredded, once: true, toolRun: {agent: bot, tool: aid/shred, input: {text: hello}}}
            - {name: note, once: true, task: {agent: bot, template: note, variables: {who: anna}}}
            - {name: over, once: true, needs: [fine], task: {agent: bot, provider: backup, prompt: loop without end}}
            - {name: flaky, once: true, needs: [note], task: {agent: bot, provider: backup, prompt: a flaky one}}

        """
}
