import Foundation
import ReeveJSON
import ReeveMCP
import ReeveModel
import ReeveStore
import TestSupport
import Testing

@testable import ReeveExecution

/// The gate with a real server process.
@Suite struct ProcessTests {
    private static let script = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Servers/stand_in.py").path()

    /// Calls `body` with a server process that has been asked for its tools, and ends the server afterwards.
    private func withServer(
        _ connection: JSONObject = [:], environment: [String: String] = [:], prepare: (URL) throws -> Void = { _ in },
        _ body: (Harness, ExecutionServices) async throws -> Void
    ) async throws {
        try await Harness.with(synced: false) { base in
            try prepare(base.folder)
            try await base.put(
                "Connection", "git",
                Harness.connection(
                    Harness.merged(
                        [
                            // A start may wait long where all other tests run at the same time; none of these is about
                            // it.
                            "command": ["/usr/bin/python3", .string(ProcessTests.script)], "protocol": "legacy",
                            "timeout": "5m",
                        ], connection)))
            let secrets = SecretResolver(environment: environment, roots: [base.folder.path()])
            let services = ExecutionServices(
                store: base.store, clock: SystemExecutionClock(), pool: SessionPool(teardown: .immediate),
                catalog: ScopeCatalog(store: base.store), secrets: secrets,
                connections: ConnectionLauncher(
                    secrets: secrets, environment: environment, projectRoot: base.folder.path(), launcherPath: nil))
            try await closing(services, by: { await $0.pool.shutdown(grace: .immediate) }) { services in
                _ = try await ToolSync(services).sync(
                    connection: "git", organization: "acme", environment: "dev", requester: Requester("user:anna"))
                try await body(base, services)
            }
        }
    }

    private func call(
        _ services: ExecutionServices, _ base: Harness, _ tool: String, _ input: JSONObject = [:],
        timeout: Duration? = nil
    ) async throws -> RunRecord {
        let outcome = try await DirectCall(services, options: base.options).call(
            DirectCall.Request(
                organization: "acme", environment: "dev", agent: "bot",
                tool: ToolAddress(connection: "git", tool: tool), input: input, timeout: timeout,
                requester: "user:anna"))
        guard case .ran(let id, _, _, _, _) = outcome, let run = try await base.store.run(id) else {
            throw ExecutionError(.connection, "\(outcome)")
        }
        return run
    }

    @Test func theChildHasTheChosenEnvironmentAndDirectoryAndNothingElse() async throws {
        try await withServer(
            ["env": ["PLAIN": "text", "TOKEN": "file:token.txt"], "inheritEnv": ["INHERITED"]],
            environment: ["INHERITED": "yes", "NOT_CHOSEN": "no"],
            prepare: { folder in
                try "file-secret-value-1\n".write(
                    to: folder.appending(path: "token.txt"), atomically: true, encoding: .utf8)
            }
        ) { base, services in
            let run = try await call(services, base, "env")
            let text = try #require(try await base.document(run)["content"]?[0]?["text"]?.string)
            let seen = try JSONParser.parse(text)
            let variables = seen["env"]?.object ?? [:]
            #expect(variables["PLAIN"] == "text" && variables["INHERITED"] == "yes" && variables["NOT_CHOSEN"] == nil)
            #expect(variables["TOKEN"]?.string?.contains("redacted") == true && !text.contains("file-secret-value-1"))
            #expect(seen["cwd"]?.string?.hasSuffix(base.folder.lastPathComponent) == true)
        }
    }

    @Test func aTimeoutKillsTheServerEvenWhereItIgnoresTERM() async throws {
        try await withServer([
            "command": ["/usr/bin/python3", .string(ProcessTests.script), "--stubborn"]
        ]) { base, services in
            let first = try await call(services, base, "env")
            let text = try #require(try await base.document(first)["content"]?[0]?["text"]?.string)
            let pid = try #require(try JSONParser.parse(text)["pid"]?.int)
            let run = try await call(services, base, "sleep", ["seconds": 60], timeout: .milliseconds(100))
            #expect(run.state.status == .interrupted && run.state.reason == .effectUnknown)
            await services.pool.shutdown(grace: .immediate)
            #expect(kill(Int32(pid), 0) != 0)
        }
    }

    @Test func standardErrorOfACrashIsInTheStepsWithoutSecrets() async throws {
        try await withServer(
            ["env": ["TOKEN": "env:TOKEN"]], environment: ["TOKEN": "crash-secret-value-2"]
        ) { base, services in
            let run = try await call(services, base, "crash")
            #expect(run.state.status == .interrupted)
            let steps = try await base.steps(run)
            let line = try #require(steps.first { $0.hasPrefix("stderr: giving up") })
            #expect(line.contains("[redacted:") && !steps.contains { $0.contains("crash-secret-value-2") })
        }
    }

    @Test func aCommandThatIsNotThereFailsAtOnce() async throws {
        try await withServer { base, services in
            try await base.put("Connection", "git", Harness.connection(["command": ["/nonexistent/server"]]))
            let run = try await call(services, base, "env")
            #expect(run.state.status == .failed && run.state.reason == .connectionFailed)
        }
    }
}
