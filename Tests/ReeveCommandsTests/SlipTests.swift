import Foundation
import Testing

/// What a slip on the command line gets for an answer.
@Suite struct SlipTests {
    private func expect(
        _ status: Int32, _ words: String, _ project: TestProject, _ arguments: [String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let result = try await project.start([TestProject.binary] + arguments).result()
        #expect(
            result.status == status && result.error.contains(words), "\(arguments): \(result.all)",
            sourceLocation: sourceLocation)
        #expect(!result.all.contains("Error:"), "\(result.all)", sourceLocation: sourceLocation)
    }

    @Test func namesAreSuggested() async throws {
        let project = try await TestProject.working()
        try await expect(3, "there is no Agent 'bto'", project, ["get", "agent", "bto"])
        try await expect(3, "did you mean 'bot'?", project, ["get", "agents", "bto"])
        try await expect(3, "did you mean 'bot'?", project, ["describe", "agent", "bto"])
        try await expect(3, "did you mean 'policy.denied'?", project, ["explain", "policy.dneied"])
        try await expect(3, "did you mean 'rules'?", project, ["explain", "policy.rulse"])
    }

    @Test func optionsFollowTheCommand() async throws {
        let project = try TestProject()
        for option in ["-C", "-e", "--store", "--log-level=debug", "-q"] {
            try await expect(64, "error: options follow the command", project, [option, "x", "plan"])
        }
        try await expect(64, "such as 'reeve plan -C ...'", project, ["-C", "x", "plan"])
        try await project.expect(0, "--help")
        try await project.expect(0, "--version")
    }

    @Test func aListingOfNothingIsRefused() async throws {
        let project = try await TestProject.working()
        for command in [["runs", "list"], ["batches", "list"], ["audit", "list"], ["history"]] {
            for limit in ["0", "-1", "x"] {
                try await expect(64, "error: The value '\(limit)' is invalid", project, command + ["--limit=" + limit])
            }
        }
    }

    @Test func mistakesBeginWithTheSameWord() async throws {
        let project = try TestProject()
        try await expect(64, "error: ", project, ["plan", "--nothing"])
        try await expect(64, "error: ", project, ["run", "a", "-f", "b"])
        try await expect(64, "error: ", project, ["tools", "show", "no-address"])
    }

    @Test func aFolderIsToldToBeOne() async throws {
        let project = try TestProject.sample()
        for arguments in [["plan"], ["apply", "--yes"], ["runs", "list"]] {
            try await expect(
                1, "(it is a folder) [store.not-a-database]", project, arguments + ["--store", "sqlite:manifests"])
        }
    }

    @Test func aProjectKeepsItsName() async throws {
        let project = try TestProject()
        try await project.expect(0, "init", "one")
        try await project.expect(0, "init", "one")
        try await project.expect(0, "init")
        try await expect(3, "is the project 'one' already", project, ["init", "two"])
        #expect(try project.read("reeve.yaml").contains("name: one"))
    }

    @Test func theStoreTellsItsEntriesOnce() async throws {
        let project = try await TestProject.working()
        let info = try await project.expect(0, "store", "info")
        #expect(info.output.contains("audit entries") && !info.output.contains("audit_entries"), "\(info.all)")
    }

    /// Another field of the line is the mistake, or the field itself; its value is shown by neither.
    @Test func anExcerptShowsNoSecret() async throws {
        let project = try await TestProject.working()
        let secret = "hunter2" + "hunter2"
        try project.write(
            "manifests/flow.yaml",
            """
            apiVersion: reeve/v1
            kind: Connection
            metadata: {name: leaky, organization: acme, environment: dev}
            spec: {password: \(secret), transport: stdio, comand: [x], api_token: "\(secret)"}

            """)
        for command in [["validate"], ["plan"]] {
            let result = try await project.start([TestProject.binary] + command).result()
            #expect(result.status == 3 && !result.all.contains(secret), "\(result.all)")
            #expect(result.error.contains("spec: {password: ********, transport: stdio"), "\(result.all)")
        }
        let lines = try await project.expect(3, "validate").error.split(separator: "\n").map(String.init)
        let excerpt = try #require(lines.firstIndex { $0.contains("comand: [x]") && $0.contains("spec:") })
        #expect(lines.contains { $0.contains("^^^^^^") }, "\(lines[excerpt...])")
    }
}
