import CSpawn
import Glibc
import Synchronization

/// The one thread that starts processes, for as long as our process lives.
///
/// The kernel sends the parent-death signal when the *thread* that started a child ends, so a
/// thread of the cooperative pool would not do.
final class SpawnThread: Sendable {
    static let shared = SpawnThread()

    typealias Started = (child: cspawn_child, startTime: UInt64)

    private struct State: Sendable {
        var isRunning = false
        var jobs: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())
    private let wakeUp = WakeUp(isBlocking: true)

    private init() {
        // A write to a server that has ended must be an error of the write, not the end of us.
        signal(SIGPIPE, SIG_IGN)
    }

    /// - Throws: ``MCPError`` with `.commandNotFound`, `.launchInvalid` or `.spawnFailed`.
    func start(_ launch: StdioLaunch) async throws(MCPError) -> Started {
        let path = try launch.executablePath()
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Started, MCPError>, _>) in
            let isAccepted = enqueue { continuation.resume(returning: Self.spawn(launch, path: path)) }
            if !isAccepted {
                continuation.resume(returning: .failure(MCPError(.spawnFailed, "no thread can be started")))
            }
        }
        return try result.get()
    }

    private func enqueue(_ job: @escaping @Sendable () -> Void) -> Bool {
        guard let wakeUp else { return false }
        let isRunning = state.withLock { state in
            if !state.isRunning {
                state.isRunning = DedicatedThread.start(name: "mcp-spawn") { [self] in run() }
            }
            if state.isRunning { state.jobs.append(job) }
            return state.isRunning
        }
        if isRunning { wakeUp.signal() }
        return isRunning
    }

    private func run() {
        while true {
            wakeUp?.take()
            let jobs = state.withLock { state in
                defer { state.jobs = [] }
                return state.jobs
            }
            for job in jobs { job() }
        }
    }

    private static func spawn(_ launch: StdioLaunch, path: String) -> Result<Started, MCPError> {
        var child = cspawn_child()
        var words = launch.command
        if launch.launcherPath != nil {
            words =
                Launcher.Request(parent: getpid(), limits: launch.limits, path: path, command: launch.command)
                .arguments
        }
        let environment = launch.environment.map { "\($0.key)=\($0.value)" }.sorted()
        let failure = CStrings.withArray(words) { argv in
            CStrings.withArray(environment) { envp in
                CStrings.withArray([launch.launcherPath ?? path] + (launch.workingDirectory.map { [$0] } ?? [])) {
                    paths in
                    argv.withUnsafeBufferPointer { argv in
                        envp.withUnsafeBufferPointer { envp in
                            var request = cspawn_request()
                            request.path = UnsafePointer(paths[0])
                            request.directory = launch.workingDirectory == nil ? nil : UnsafePointer(paths[1])
                            request.argv = argv.baseAddress
                            request.envp = envp.baseAddress
                            request.wants_status = launch.launcherPath == nil ? 0 : 1
                            return cspawn_start(&request, &child)
                        }
                    }
                }
            }
        }
        guard failure == 0 else { return .failure(error(errno: failure, path: path)) }
        let startTime = ProcessTable.identity(of: child.pid)?.startTime ?? 0
        return .success((child, startTime))
    }

    /// What an errno of posix_spawn or of the launcher means for the connection.
    static func error(errno code: Int32, path: String) -> MCPError {
        let reason = String(cString: strerror(code))
        switch code {
        case ENOENT, EACCES, ENOEXEC, ENOTDIR, ELOOP:
            return MCPError(.commandNotFound, "'\(path)' cannot be executed: \(reason)")
        case EINVAL, E2BIG, EPERM, EBADF:
            return MCPError(.launchInvalid, "'\(path)' cannot be started: \(reason)")
        default: return MCPError(.spawnFailed, "'\(path)' cannot be started: \(reason)")
        }
    }
}
