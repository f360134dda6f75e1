import Glibc
import ReeveJSON
import ReeveMCP

/// Calls a second of the MCP client through the pool.
enum MCPMeasurement {
    /// `SESSIONS TOOL JSON COMMAND...`: for each line of the input, so many calls, shared by the sessions.
    static func run(_ words: [String]) async throws {
        guard words.count > 3, let sessions = Int(words[0]) else { exit(64) }
        let tool = words[1]
        let arguments = try JSONParser.parse(words[2]).object ?? [:]
        var environment: [String: String] = [:]
        if let path = getenv("PATH") { environment["PATH"] = String(cString: path) }
        let launch = StdioLaunch(command: Array(words[3...]), environment: environment)
        let connection = PooledConnection(
            key: "measured", identity: .of(JSONValue(launch.command)), maxConcurrency: sessions,
            connect: ChildProcess.connector(launch))
        let pool = SessionPool()
        @Sendable func call(_ count: Int) async throws {
            for _ in 0..<count {
                // Each call has a deadline of its own, as in the gate.
                let deadline = ContinuousClock.now.advanced(by: .seconds(60))
                try await pool.withSession(for: connection, deadline: deadline) { session in
                    _ = try await session.callTool(tool, arguments: arguments, deadline: deadline)
                }
            }
        }
        while let line = readLine() {
            guard let wanted = Int(line) else { break }
            let count = max(1, wanted / sessions)
            let processor = Probe.processorTime
            let microseconds = try await Probe.time {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<sessions {
                        // As the worker starts its attempts.
                        group.addTask(executorPreference: DeliveryExecutor.shared) { try await call(count) }
                    }
                    try await group.waitForAll()
                }
            }
            Probe.report([
                "calls": JSONValue(count * sessions), "calls_per_second": Probe.rate(count * sessions, microseconds),
                "processor_microseconds_per_call": JSONValue(
                    (Probe.processorTime - processor) / Int64(count * sessions)),
            ])
        }
        await pool.shutdown(grace: Teardown(closeGrace: .seconds(1), terminateGrace: .seconds(1)))
    }
}
