import Glibc
import ReeveJSON
import ReeveMCP

/// Calls per second, printed as one JSON object.
enum Measurement {
    /// `SESSIONS CALLS TOOL JSON COMMAND...`: the calls are shared by the sessions, through the pool.
    static func stdio(_ words: [String]) async throws {
        guard words.count > 4, let sessions = Int(words[0]), let calls = Int(words[1]) else { exit(64) }
        let tool = words[2]
        let arguments = try JSONParser.parse(words[3]).object ?? [:]
        var environment: [String: String] = [:]
        if let path = getenv("PATH") { environment["PATH"] = String(cString: path) }
        let launch = StdioLaunch(command: Array(words[4...]), environment: environment)
        let connection = PooledConnection(
            key: "measured", digest: .of(JSONValue(launch.command)), maxConcurrency: sessions, launch: launch)
        try await measure(connection, sessions: sessions, calls: calls, tool: tool, arguments: arguments)
    }

    /// `CALLS`: no-op calls to a server in this process, one at a time.
    static func inProcess(_ words: [String]) async throws {
        guard let calls = words.first.flatMap({ Int($0) }) else { exit(64) }
        let connection = PooledConnection(key: "measured", digest: .of("in-process"), maxConcurrency: 1) {
            () async throws(MCPError) in
            InProcessTransport { message in
                guard let id = message["id"] else { return [] }
                let result: JSONValue =
                    message["method"] == "server/discover"
                    ? ["supportedVersions": ["2026-07-28"], "capabilities": ["tools": [:]]]
                    : ["content": [], "resultType": "complete"]
                return [["jsonrpc": "2.0", "id": id, "result": result]]
            }
        }
        try await measure(connection, sessions: 1, calls: calls, tool: "noop", arguments: [:])
    }

    private static func measure(
        _ connection: PooledConnection, sessions: Int, calls: Int, tool: String, arguments: JSONObject
    ) async throws {
        let pool = SessionPool()
        let deadline = ContinuousClock.now.advanced(by: .seconds(600))
        @Sendable func run(_ count: Int) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<sessions {
                    group.addTask {
                        for _ in 0..<count {
                            try await pool.withSession(for: connection, deadline: deadline) { session in
                                _ = try await session.callTool(tool, arguments: arguments, deadline: deadline)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        // Starts the servers and warms them up.
        try await run(10)
        let start = ContinuousClock.now
        let perSession = max(1, calls / sessions)
        try await run(perSession)
        let microseconds = start.duration(to: .now).microseconds
        await pool.shutdown(grace: Teardown(closeGrace: .seconds(1), terminateGrace: .seconds(1)))
        let total = Int64(perSession * sessions)
        print(
            JSONValue.object([
                "calls": JSONValue(total), "microseconds": JSONValue(microseconds),
                "calls_per_second": JSONValue(total * 1_000_000 / max(1, microseconds)),
            ]).canonicalText)
    }
}
