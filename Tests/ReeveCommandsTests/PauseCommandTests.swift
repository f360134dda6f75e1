import Foundation
import ReeveJSON
import ReeveSchema
import Testing

/// Pauses on the command line: who has held what back and why, and what a worker says of it.
@Suite struct PauseCommandTests {
    private static let batch = """
        apiVersion: reeve/v1
        kind: Batch
        metadata: {name: night, organization: acme, environment: dev}
        spec: {items: [{name: say, toolRun: {agent: bot, tool: aid/say, input: {text: hello}}}]}

        """

    private func project() async throws -> TestProject {
        let project = try await TestProject.working()
        try project.write("night.yaml", Self.batch)
        return project
    }

    @Test(arguments: [
        ["queue", "default"], ["organization", "acme"], ["agent", "bot"],
    ])
    func whatIsPausedWaitsIsToldAndGoesOn(target: [String]) async throws {
        let project = try await project()
        try await project.expect(0, "enqueue", "-f", "night.yaml")
        let paused = try await project.expect(0, "pause", target[0], target[1], "--reason", "upgrade tonight")
        #expect(paused.output.contains("\(target[0]) '\(target[1])'"), "\(paused.all)")
        #expect(paused.output.contains("is paused; 1 run waits"), "\(paused.all)")

        // Each command is a process of its own: the pause outlives them.
        let told = try await project.expect(0, "run")
        #expect(told.output.contains("Nothing was due."), "\(told.all)")
        for text in [told.error, try await project.expect(0, "runs", "list").error] {
            let line = text.split(separator: "\n").first { $0.hasPrefix("1 run waits: \(target[0]) '\(target[1])'") }
            #expect(
                line?.contains("is paused by os:") == true && line?.contains(": upgrade tonight; ") == true, "\(text)")
            #expect(line?.contains("`reeve resume \(target[0]) \(target[1])` lets it go on") == true, "\(text)")
        }
        let listed = try await project.expect(0, "pause", "list")
        #expect(listed.output.contains("upgrade tonight"), "\(listed.all)")

        let resumed = try await project.expect(0, "resume", target[0], target[1])
        #expect(resumed.output.contains("goes on; it was paused by os:"), "\(resumed.all)")
        #expect(try await project.expect(0, "resume", target[0], target[1]).output.contains("is not paused"))
        #expect(try await project.expect(0, "pause", "list").error.contains("nothing is paused"))
        try await project.expect(0, "run")
        #expect(try await project.expect(0, "runs", "list", "--status", "succeeded").output.contains("say"))
        let log = try await project.expect(0, "audit", "list").output
        #expect(log.contains("pause.placed") && log.contains("pause.lifted"), "\(log)")
        #expect(log.contains("\(target[0]):\(target[1])"), "\(log)")
        try await project.expect(0, "audit", "verify")
        try await project.expect(0, "store", "check")
    }

    /// A batch that was named and has not ended is no success.
    @Test func aNamedBatchThatWaitsForAPauseHasNotEnded() async throws {
        let project = try await project()
        try await project.expect(0, "pause", "agent", "bot", "--reason", "it loops")
        let told = try await project.expect(7, "run", "-f", "night.yaml")
        #expect(told.error.contains("1 run waits: agent 'bot' of acme/dev is paused by os:"), "\(told.all)")
        #expect(told.error.contains("has not ended"), "\(told.all)")
    }

    @Test(arguments: [
        (["queue", "defalut"], "there is no queue 'defalut'; did you mean 'default'?"),
        (["organization", "acne"], "there is no organization 'acne'; did you mean 'acme'?"),
        (["agent", "bob"], "there is no Agent 'bob'"), (["provider", "main"], "there is no provider 'main'"),
    ])
    func aNameThatNothingHasIsRefused(target: [String], message: String) async throws {
        let project = try await project()
        let refused = try await project.expect(3, "pause", target[0], target[1], "--reason", "no")
        #expect(refused.error.contains(message), "\(refused.all)")
        try await project.expect(3, "resume", target[0], target[1])
        #expect(try await project.expect(0, "pause", "list").output.isEmpty)
    }

    @Test func aPauseNeedsAReason() async throws {
        let project = try await project()
        try await project.expect(64, "pause", "agent", "bot")
        let refused = try await project.expect(3, "pause", "agent", "bot", "--reason", "  ")
        #expect(refused.error.contains("[pause.reason]"), "\(refused.all)")
    }

    @Test func aPauseOfWhatWasDeletedSinceCanBeLifted() async throws {
        let project = try await project()
        try project.write(
            "manifests/spare.yaml",
            """
            apiVersion: reeve/v1
            kind: Agent
            metadata: {name: spare, organization: acme, environment: dev}
            spec: {connection: aid, tools: [aid/*]}

            """)
        try await project.expect(0, "apply", "--yes")
        try await project.expect(0, "pause", "agent", "spare", "--reason", "it loops")
        try FileManager.default.removeItem(at: project.url("manifests/spare.yaml"))
        try await project.expect(0, "apply", "--yes", "--prune")
        #expect(try await project.expect(0, "pause", "list").output.contains("spare"))
        let resumed = try await project.expect(0, "resume", "agent", "spare")
        #expect(resumed.output.contains("agent 'spare' of acme/dev goes on"), "\(resumed.all)")
    }

    @Test func theDocumentsFitTheirSchemas() async throws {
        let project = try await project()
        for (name, words) in [
            ("pause", ["pause", "agent", "bot", "--reason", "one"]),
            ("pause", ["pause", "agent", "bot", "--reason", "two"]),
            ("pause", ["pause", "queue", "default", "--reason", "three"]), ("pause-list", ["pause", "list"]),
            ("resume", ["resume", "agent", "bot"]), ("resume", ["resume", "agent", "bot"]),
            ("resume", ["resume", "queue", "default"]), ("pause-list", ["pause", "list"]),
        ] {
            let result = try await project.start([TestProject.binary] + words + ["-o", "json"]).result()
            #expect(result.status == 0, "\(words): \(result.all)")
            let file = TestProject.package.appending(path: "docs/schemas/\(name).schema.json").path
            let schema = try CompiledSchema(
                compiling: JSONParser.parse(try String(contentsOfFile: file, encoding: .utf8)))
            let violations = schema.validate(try JSONParser.parse(result.output)).map(\.message)
            #expect(violations.isEmpty, "\(words): \(violations.prefix(3))")
        }
    }
}
