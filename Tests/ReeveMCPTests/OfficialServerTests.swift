import Foundation
import ReeveJSON
import ReeveMCP
import TestSupport
import Testing

/// The example servers and the official client, as `scripts/mcp-servers.sh` installs them.
enum OfficialServers {
    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["REEVE_TEST_VENV"] { return URL(filePath: path) }
        return StandIn.packageRoot.appending(path: ".venv")
    }()

    static func program(_ environment: String, _ name: String) -> String {
        folder.appending(path: "\(environment)/bin/\(name)").path()
    }

    static let areInstalled =
        access(program("mcp-git", "mcp-server-git"), X_OK) == 0
        && access(program("mcp-time", "mcp-server-time"), X_OK) == 0

    static let missing: Comment = "run scripts/mcp-servers.sh, or set REEVE_TEST_VENV to its folder"

    /// Runs a program to its end, on a thread of its own; its output, and its exit status.
    static func run(
        _ words: [String], environment: [String: String]? = nil
    ) async throws -> (output: Data, status: Int32) {
        let output = Pipe()
        let process = try SpawnedProcess(
            words, environment: environment, output: output.fileHandleForWriting.fileDescriptor, error: 2)
        try output.fileHandleForWriting.close()
        let data = try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try output.fileHandleForReading.readToEnd() ?? Data() })
            }
        }
        return (data, await process.waitForEnd())
    }
}

@Suite(.enabled(if: OfficialServers.areInstalled, OfficialServers.missing))
struct OfficialServerTests {
    private let environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8"]

    /// What our client gets, in the form that `official_client.py` prints.
    private func ours(
        _ preference: ProtocolPreference, _ command: [String], _ calls: [(String, JSONObject)]
    ) async throws -> JSONValue {
        let launch = StdioLaunch(command: command, environment: environment, launcherPath: StandIn.probe)
        return try await StandIn.withSession(
            of: launch, options: SessionOptions(preference).patient, teardown: Teardown()
        ) { session, _ async throws in
            let tools = try await session.listTools().map(\.definition)
            var results: [JSONValue] = []
            for (tool, arguments) in calls {
                results.append(try await session.callTool(tool, arguments: arguments).value)
            }
            return [
                "protocolVersion": .string(session.server.protocolVersion), "tools": .array(tools),
                "results": .array(results),
            ]
        }
    }

    private func official(_ mode: String, _ command: [String], _ calls: [(String, JSONObject)]) async throws
        -> JSONValue
    {
        let list = JSONValue.array(calls.map { [.string($0.0), .object($0.1)] }).canonicalText
        let client = StandIn.servers.appending(path: "official_client.py").path()
        let words = [OfficialServers.program("mcp-time", "python"), client, mode, list] + command
        let (output, status) = try await OfficialServers.run(words, environment: environment)
        try #require(status == 0)
        return try JSONParser.parse(Array(output))
    }

    @Test(arguments: [("auto", ProtocolPreference.auto), ("2026-07-28", .modern), ("legacy", .legacy)])
    func theTimeServerTellsUsWhatItTellsTheOfficialClient(mode: String, preference: ProtocolPreference) async throws {
        let command = [OfficialServers.program("mcp-time", "mcp-server-time"), "--local-timezone", "UTC"]
        let calls: [(String, JSONObject)] = [
            ("convert_time", ["source_timezone": "Europe/Berlin", "time": "25:61", "target_timezone": "UTC"]),
            ("get_current_time", ["timezone": "Not/AZone"]),
            ("get_current_time", [:]),
        ]
        let ours = try await ours(preference, command, calls)
        #expect(ours["tools"]?.array?.count == 2)
        #expect(ours == (try await official(mode, command, calls)))

        // A call that succeeds tells the time; compare all of it but the moment.
        try await StandIn.withSession(
            of: StdioLaunch(command: command, environment: environment, launcherPath: nil),
            options: SessionOptions(preference).patient, teardown: Teardown()
        ) { session, _ async throws in
            let now = try await session.callTool("get_current_time", arguments: ["timezone": "Asia/Tokyo"])
            #expect(!now.isError)
            #expect(now.structuredContent?["timezone"] == "Asia/Tokyo")
        }
    }

    @Test(arguments: [("auto", ProtocolPreference.auto), ("2026-07-28", .modern), ("legacy", .legacy)])
    func theGitServerTellsUsWhatItTellsTheOfficialClient(mode: String, preference: ProtocolPreference) async throws {
        try await TestFolder.with { path in
            try TestFolder.write(Array("größe\n".utf8), to: path + "/a.txt")
            let git = ["/usr/bin/git", "-C", path, "-c", "user.name=t", "-c", "user.email=t@example.org"]
            for words in [["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first: größe 😀"]] {
                try #require(try await OfficialServers.run(git + words, environment: environment).status == 0)
            }
            let command = [OfficialServers.program("mcp-git", "mcp-server-git"), "--repository", path]
            let calls: [(String, JSONObject)] = [
                ("git_status", ["repo_path": .string(path)]),
                ("git_log", ["repo_path": .string(path), "max_count": 5]),
                ("git_show", ["repo_path": .string(path), "revision": "HEAD"]),
                ("git_show", ["repo_path": .string(path), "revision": "no-such"]),
                ("git_log", ["repo_path": "/"]),
            ]
            let ours = try await ours(preference, command, calls)
            #expect(ours["tools"]?.array?.count == 12)
            #expect(ours == (try await official(mode, command, calls)))
        }
    }

    @Test(arguments: ["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"])
    func everyMessageThatIsSentFitsTheSchemaOfItsRevision(revision: String) async throws {
        try await TestFolder.with { folder in
            let record = folder + "/messages"
            var options = SessionOptions()
            options.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            try await StandIn.withSession(
                revision, "empty-cursor", options: options, environment: ["STAND_IN_RECORD": record]
            ) { session, _ async throws in
                _ = try await session.listTools()
                _ = try await session.callTool("echo", arguments: ["größe": 1]) { _ in }
                _ = try await session.callTool("ask-client")
                _ = await errorOf {
                    try await session.callTool("never", deadline: .now.advanced(by: .milliseconds(50)))
                }
                _ = try await session.callTool("elicit-and-go-on")
                try await session.ping()
            }
            let fixtures = StandIn.servers.deletingLastPathComponent().appending(path: "Fixtures")
            let schema = fixtures.appending(path: "mcp-\(revision).schema.json")
            let (output, status) = try await OfficialServers.run([
                OfficialServers.program("mcp-time", "python"),
                StandIn.servers.appending(path: "validate_messages.py").path(),
                schema.path(), record,
            ])
            // discover, then 3 pages or (initialize, initialized) and 1 page; 4 calls, 4 answers, a cancel, an answer,
            // a ping.
            #expect(String(decoding: output, as: UTF8.self) == "valid 15\n")
            #expect(status == 0)
        }
    }
}
