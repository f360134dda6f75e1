import Foundation
import ReeveJSON
import ReeveMCP
import ReeveModel
import ReeveRedaction
import ReeveStore
import Synchronization
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
            do {
                _ = try await ToolSync(services).sync(
                    connection: "git", organization: "acme", environment: "dev", requester: Requester("user:anna"))
                try await body(base, services)
            } catch {
                await services.pool.shutdown(grace: .immediate)
                throw error
            }
            await services.pool.shutdown(grace: .immediate)
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

@Suite struct SecretResolverTests {
    /// Calls `body` with a folder and a folder `root` in it.
    private func withRoot(_ body: (_ folder: URL, _ root: URL) async throws -> Void) async throws {
        try await TestFolder.with { path in
            let folder = URL(filePath: path, directoryHint: .notDirectory)
            let root = folder.appending(path: "root")
            try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
            try await body(folder, root)
        }
    }

    private func resolve(_ text: String, _ resolver: SecretResolver) throws -> String {
        try resolver.resolve(try #require(SecretReference(text)))
    }

    @Test func filesBelowTheRootAreReadWithoutTheirLastLineEnd() async throws {
        try await withRoot { _, root in
            try "value-one\r\n".write(to: root.appending(path: "a"), atomically: true, encoding: .utf8)
            try FileManager.default.createSymbolicLink(
                at: root.appending(path: "inner"), withDestinationURL: root.appending(path: "a"))
            let resolver = SecretResolver(environment: [:], roots: [root.path()])
            #expect(try resolve("file:a", resolver) == "value-one")
            #expect(try resolve("file:inner", resolver) == "value-one")
            #expect(resolver.redactor.redact("x value-one y").text == "x [redacted:known-secret] y")
        }
    }

    @Test func nothingOutsideTheRootIsRead() async throws {
        try await withRoot { folder, root in
            try "outside-value".write(to: folder.appending(path: "out"), atomically: true, encoding: .utf8)
            try "sibling-value".write(to: folder.appending(path: "rootless"), atomically: true, encoding: .utf8)
            try FileManager.default.createSymbolicLink(
                at: root.appending(path: "link"), withDestinationURL: folder.appending(path: "out"))
            try FileManager.default.createSymbolicLink(
                at: root.appending(path: "up"), withDestinationURL: folder)
            let resolver = SecretResolver(environment: [:], roots: [root.path()])
            for path in [
                "link", "../out", "up/out", "../rootless", folder.path() + "/out", "/etc/passwd", "/dev/zero", ".",
            ] {
                #expect(throws: SecretResolver.Missing.self, "\(path)") { try resolve("file:" + path, resolver) }
            }
        }
    }

    @Test func largeEmptyAndBinaryFilesAreRefused() async throws {
        try await withRoot { _, root in
            try Data(repeating: 65, count: SecretResolver.bytesMax + 1).write(to: root.appending(path: "large"))
            try Data(repeating: 65, count: SecretResolver.bytesMax).write(to: root.appending(path: "full"))
            try Data("\n".utf8).write(to: root.appending(path: "empty"))
            try Data([0xFF, 0xFE]).write(to: root.appending(path: "binary"))
            let resolver = SecretResolver(environment: [:], roots: [root.path()])
            for name in ["large", "empty", "binary"] {
                #expect(throws: SecretResolver.Missing.self) { try resolve("file:" + name, resolver) }
            }
            #expect(try resolve("file:full", resolver).utf8.count == SecretResolver.bytesMax)
        }
    }

    private func connection(_ environment: JSONObject) throws -> ExecutionScope.Connection {
        let spec = Harness.connection(["env": .object(environment)])
        return ExecutionScope.Connection(
            uid: ULID(milliseconds: 1, high: 0, low: 1), name: "git", spec: try ConnectionSpec(.object(spec)),
            identity: ContentDigest.of("launch"))
    }

    @Test func allWhoLearnOfALaunchAtTheSameTimeKnowItsSecrets() async throws {
        try await withRoot { _, root in
            // Long enough for the others to be back before its forms are made, if they did not wait.
            let lines = (0..<300).map { "first-value-of-many-lines-\($0)" }.joined(separator: "\n")
            try lines.write(to: root.appending(path: "a"), atomically: true, encoding: .utf8)
            try "second-value".write(to: root.appending(path: "b"), atomically: true, encoding: .utf8)
            let resolver = SecretResolver(environment: [:], roots: [root.path()])
            let connection = try connection(["A": "file:a", "B": "file:b"])
            await withTaskGroup(of: String.self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        await resolver.learn(connection)
                        return resolver.redactor.redact("first-value-of-many-lines-299 second-value").text
                    }
                }
                for await text in group { #expect(text == "[redacted:known-secret] [redacted:known-secret]") }
            }
        }
    }

    @Test func aSecretThatCouldNotBeReadIsTriedAgain() async throws {
        try await withRoot { _, root in
            let resolver = SecretResolver(environment: ["B": "second-value"], roots: [root.path()])
            let connection = try connection(["A": "file:a", "B": "env:B"])
            await resolver.learn(connection)
            #expect(resolver.redactor.redact("late-value second-value").text == "late-value [redacted:known-secret]")
            try "late-value".write(to: root.appending(path: "a"), atomically: true, encoding: .utf8)
            await resolver.learn(connection)
            #expect(resolver.redactor.redact("late-value").text == "[redacted:known-secret]")
        }
    }

    @Test func whatIsNotKeptOutOfTextsAsOthersAreIsToldOnce() throws {
        let told = Mutex<[String]>([])
        let resolver = SecretResolver(
            environment: ["SHORT": "abc", "LONG": String(repeating: "x", count: Redactor.allFormsBytesMax + 1)],
            roots: [],
            onShortfall: { reference, shortfall in told.withLock { $0.append("\(reference) \(shortfall.rawValue)") } })
        for _ in 0..<2 {
            for text in ["env:SHORT", "env:LONG"] { _ = try resolve(text, resolver) }
        }
        #expect(told.withLock { $0 } == ["env:SHORT tooShort", "env:LONG tooLong"])
    }

    @Test func variablesThatAreNotSetAndFormsThatAreNotServedAreMissing() throws {
        let resolver = SecretResolver(environment: ["EMPTY": "", "SET": "value"], roots: [])
        #expect(try resolve("env:SET", resolver) == "value")
        for text in ["env:NOT", "env:EMPTY", "store:x", "exec:vault/x", "file:x"] {
            #expect(throws: SecretResolver.Missing.self) { try resolve(text, resolver) }
        }
    }
}
