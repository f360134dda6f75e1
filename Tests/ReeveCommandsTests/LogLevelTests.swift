import Foundation
import Testing

/// `--log-level` says how much is logged, and nothing that is logged is a secret.
@Suite struct LogLevelTests {
    private static let value = "planted-4be1c0de-secret"

    private func project() async throws -> TestProject {
        let project = try await TestProject.working()
        try project.edit(
            "manifests/all.yaml", "inheritEnv: [PATH]}", "inheritEnv: [PATH], env: {TOKEN: \"env:PLANTED\"}}")
        try project.write(
            "jobs/mixed.yaml",
            """
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: mixed, organization: acme, environment: dev}
            spec:
              items:
                - {name: fine, toolRun: {agent: bot, tool: aid/say, input: {text: hello}}}
                - name: leaky
                  toolRun: {agent: bot, tool: aid/say, input: {text: {fromSecret: "env:PLANTED"}}}
                  expect: [{path: /content/0/text, equals: other}]

            """)
        try await project.expect(0, "apply", "--yes")
        return project
    }

    /// The names of the events in lines of the form `INSTANT LEVEL EVENT ...`.
    private func events(_ text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count >= 3, words[0].hasSuffix("Z"), words[0].contains("T") else { return nil }
            return words[1] + " " + words[2]
        }
    }

    @Test func debugTellsOfServersClaimsEndsAndTransactions() async throws {
        let project = try await project()
        let result = try await project.expect(
            7, "run", "-f", "jobs/mixed.yaml", "--log-level", "debug", environment: ["PLANTED": Self.value])
        let found = Set(events(result.error))
        for event in [
            "info store-opened", "debug store-read", "debug store-write", "debug run-claimed", "debug server-started",
            "debug run-ended", "info batch-ended", "debug server-ended", "debug store-closed",
        ] { #expect(found.contains(event), "\(event)\n\(result.all)") }
        #expect(result.error.contains(" item=leaky status=failed reason=expectation.failed message=\""))
        #expect(!result.all.contains(Self.value), "\(result.all)")
        #expect(result.error.contains("[redacted:"))
    }

    @Test(arguments: [("info", true), ("warning", false), ("error", false)])
    func lowerLevelsTellLess(level: String, hasInfo: Bool) async throws {
        let project = try await project()
        let result = try await project.expect(
            7, "run", "-f", "jobs/mixed.yaml", "--log-level", level, environment: ["PLANTED": Self.value])
        let found = events(result.error)
        #expect(found.allSatisfy { $0.hasPrefix("info ") } && found.contains("info batch-ended") == hasInfo)
        #expect(found.isEmpty == !hasInfo)
    }

    @Test func resultsDoNotDependOnTheLevel() async throws {
        let project = try await project()
        let plain = try await project.expect(0, "get", "all", "-o", "json")
        let debug = try await project.expect(0, "get", "all", "-o", "json", "--log-level", "debug")
        #expect(debug.output == plain.output && plain.error.isEmpty && !events(debug.error).isEmpty)
    }
}
