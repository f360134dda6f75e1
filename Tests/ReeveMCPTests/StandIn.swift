import CSpawn
import Foundation
import ReeveJSON
import ReeveMCP
import Synchronization
import TestSupport
import Testing

/// The stand-in server of `Servers/stand_in.py`, and what the tests need around it.
enum StandIn {
    static let servers = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Servers")
    static let packageRoot = servers.deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let python: String = {
        for path in ["/usr/bin/python3", "/usr/local/bin/python3"] where access(path, X_OK) == 0 { return path }
        return StdioLaunch(
            command: ["python3"], environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
        )
        .foundPath ?? "python3"
    }()

    /// The binary with the launcher mode, built beside the test bundle.
    static let probe: String = {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: bundle).deletingLastPathComponent().appending(path: "MCPProbe").path()
    }()

    static func launch(
        _ modes: [String], environment: [String: String] = [:], withLauncher: Bool = false,
        limits: ProcessLimits = ProcessLimits(), workingDirectory: String? = nil
    ) -> StdioLaunch {
        StdioLaunch(
            command: [python, servers.appending(path: "stand_in.py").path()] + modes,
            workingDirectory: workingDirectory, environment: environment, limits: limits,
            launcherPath: withLauncher ? probe : nil)
    }

    /// Opens a session, runs `body`, ends the session and checks that its processes are gone.
    static func withSession<R>(
        _ modes: String..., options: SessionOptions = SessionOptions(),
        timer: any DeadlineTimer = SystemTimer.shared, withLauncher: Bool = false,
        limits: ProcessLimits = ProcessLimits(), environment: [String: String] = [:],
        process processOptions: ChildProcess.Options = ChildProcess.Options(),
        teardown: Teardown = Teardown(closeGrace: .milliseconds(500), terminateGrace: .milliseconds(300)),
        _ body: (MCPSession, ChildProcess) async throws -> R
    ) async throws -> R {
        try await withSession(
            of: launch(modes, environment: environment, withLauncher: withLauncher, limits: limits),
            options: options.patient, timer: timer, process: processOptions, teardown: teardown, body)
    }

    /// The same for a server of any command, with options as they are given.
    static func withSession<R>(
        of launch: StdioLaunch, options: SessionOptions, timer: any DeadlineTimer = SystemTimer.shared,
        process processOptions: ChildProcess.Options = ChildProcess.Options(),
        teardown: Teardown = .immediate, _ body: (MCPSession, ChildProcess) async throws -> R
    ) async throws -> R {
        let process = try await ChildProcess.spawn(launch, options: processOptions)
        let session = try await MCPSession.open(process, options: options, timer: timer)
        return try await closing(
            session,
            by: { session in
                await session.close(teardown)
                #expect(liveMembers(of: process.group.pgid).isEmpty)
            }
        ) { try await body($0, process) }
    }

    /// The living processes of a group or session, read from /proc by other means than the room's.
    static func liveMembers(of pgid: Int32) -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.filter { pid in
            guard let fields = statFields(pid), fields[0] != "Z", fields[0] != "X" else { return false }
            return fields[2] == String(pgid) || fields[3] == String(pgid)
        }
    }

    /// Returns once a process has ended, reaped or not; at once where there is none, and at the latest after `limit`
    /// milliseconds.
    static func untilEnded(_ pid: Int32, limit: Int32 = 200_000) async {
        let process = cspawn_pidfd_open(pid)
        guard process >= 0 else { return }
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var descriptor = pollfd(fd: process, events: Int16(POLLIN), revents: 0)
                while poll(&descriptor, 1, limit) < 0, errno == EINTR {}
                close(process)
                continuation.resume()
            }
        }
    }

    static func isAlive(_ pid: Int32) -> Bool { statFields(pid).map { $0[0] != "Z" && $0[0] != "X" } ?? false }

    private static func statFields(_ pid: Int32) -> [String]? {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        return stat[stat.index(after: end)...].split(separator: " ").map(String.init)
    }
}

extension StdioLaunch {
    var foundPath: String? { try? executablePath() }
}

extension SessionOptions {
    init(_ preference: ProtocolPreference, discoverTimeout: Duration = .seconds(5)) {
        self.init()
        self.preference = preference
        self.discoverTimeout = discoverTimeout
    }
}

extension SessionOptions {
    /// With limits that a machine busy with something else does not pass; tests of limits name their own.
    var patient: SessionOptions {
        var options = self
        options.discoverTimeout = .seconds(120)
        options.openTimeout = .seconds(240)
        options.requestTimeout = .seconds(120)
        return options
    }
}

extension CallToolResult {
    var text: String? { content.first?["text"]?.string }
}

/// The code of the MCP error that `body` throws; nil where it throws none.
func errorOf<R>(_ body: () async throws -> R) async -> MCPError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? MCPError
    }
}

/// A value that several tasks change; a `Mutex` itself cannot be captured by them.
final class Locked<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>
    init(_ value: Value) { mutex = Mutex(value) }

    @discardableResult
    func withLock<R: Sendable>(_ body: (inout sending Value) -> sending R) -> R { mutex.withLock { body(&$0) } }
}
