import CSpawn
import Glibc
import Synchronization

/// A server as a child process, spoken to over its standard input and output.
///
/// One thread belongs to the process from its start to its end (``ChildLoop``). The thread reads both outputs, writes what
/// the pipe did not take at once, sees the exit, and tears down: the end of the input, a grace, SIGTERM to the session, a
/// grace, SIGKILL. However the leader ends, the rest of its session and the descendants seen outside of the session are
/// killed too, and only then does `close` return.
///
/// One process escapes: one that left the session *and* lost its parent before the leader crashed on its own. (While the
/// leader lives, the launcher's subreaper setting keeps every descendant below it.) A sandbox with a process namespace
/// closes that gap.
package final class ChildProcess: MCPTransport {
    package struct Options: Sendable {
        /// The longest line on standard output, in bytes; a longer one ends the connection.
        package var lineBytesMax = 16 << 20

        package init() {}
    }

    /// Told when processes come and go, so that a later start can end what was left over.
    package struct Hooks: Sendable {
        /// Called, and waited for, before anything is sent to the process. An error that it throws ends the process.
        package var processStarted: @Sendable (ProcessGroup) async throws(MCPError) -> Void
        package var processEnded: @Sendable (ProcessGroup) -> Void

        package init(
            processStarted: @escaping @Sendable (ProcessGroup) async throws(MCPError) -> Void = { _ in },
            processEnded: @escaping @Sendable (ProcessGroup) -> Void = { _ in }
        ) {
            self.processStarted = processStarted
            self.processEnded = processEnded
        }
    }

    enum Phase: Sendable {
        /// The process runs, its thread does not yet.
        case spawned
        case running
        /// Nothing is left, the descriptors are closed.
        case gone
    }

    struct State: Sendable {
        var outbox: Outbox
        var receiver: (any TransportReceiver)?
        var teardown: TeardownStage = .none
        var stderrTail = StderrTail()
        var exit: ChildExit?
        /// The errno with which the launcher could not become the server.
        var launchFailure: Int32?
        var phase = Phase.spawned
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    package let group: ProcessGroup
    let options: Options
    let hooks: Hooks
    let descriptors: Descriptors
    let wakeUp: WakeUp
    let state: Mutex<State>

    /// What the child's thread watches. That thread alone closes them.
    struct Descriptors: Sendable {
        let process: Int32
        let output: Int32
        let error: Int32
        let launcherStatus: Int32?
    }

    /// Starts the process. Nothing is read before ``start(_:)``.
    ///
    /// - Throws: ``MCPError`` with `.commandNotFound`, `.launchInvalid` or `.spawnFailed`; what the hook throws, and
    ///   nothing is left of the process then. With a launcher
    ///   a command that cannot be executed after all ends the connection with `.commandNotFound`.
    package static func spawn(
        _ launch: StdioLaunch, options: Options = Options(), hooks: Hooks = Hooks()
    ) async throws(MCPError) -> ChildProcess {
        guard let wakeUp = WakeUp(isBlocking: false) else {
            throw MCPError(.spawnFailed, "no file descriptor is left")
        }
        let (child, startTime): SpawnThread.Started
        do throws(MCPError) {
            (child, startTime) = try await SpawnThread.shared.start(launch)
        } catch {
            _ = Glibc.close(wakeUp.descriptor)
            throw error
        }
        let process = ChildProcess(child, startTime: startTime, wakeUp: wakeUp, options: options, hooks: hooks)
        do throws(MCPError) {
            try await hooks.processStarted(process.group)
        } catch {
            await process.close(.immediate)
            throw error
        }
        return process
    }

    private init(_ child: cspawn_child, startTime: UInt64, wakeUp: WakeUp, options: Options, hooks: Hooks) {
        group = ProcessGroup(pgid: child.pid, startTime: startTime)
        self.options = options
        self.hooks = hooks
        self.wakeUp = wakeUp
        descriptors = Descriptors(
            process: child.pidfd, output: child.output, error: child.error,
            launcherStatus: child.status < 0 ? nil : child.status)
        state = Mutex(State(outbox: Outbox(descriptor: child.input)))
    }

    package func start(_ receiver: any TransportReceiver) {
        let isFirst = state.withLock { state in
            guard state.phase == .spawned else { return false }
            state.phase = .running
            state.receiver = receiver
            return true
        }
        if isFirst { runLoop() }
    }

    private func runLoop() {
        guard !DedicatedThread.start(name: "mcp-\(group.pgid)", { [self] in ChildLoop(self).run() }) else { return }
        // Without a thread there is no session; this blocks for as long as the kernel takes to end the group.
        kill(-group.pgid, SIGKILL)
        ChildLoop(self).run()
    }

    package func send(_ line: [UInt8], ticket: SendTicket, isDroppable: Bool) {
        state.withLock { state in
            state.outbox.send(line, ticket: ticket, isDroppable: isDroppable)
            let mustWake = state.outbox.awaitedDescriptor != nil || state.outbox.isBroken
            if mustWake, state.phase == .running { wakeUp.signal() }
        }
    }

    package var condition: TransportCondition {
        // The lines are made outside of the lock, which the child's thread takes for every read.
        let (tail, exit) = state.withLock { ($0.stderrTail, $0.exit) }
        return TransportCondition(lastLines: tail.lines, ending: exit.map { .process($0) })
    }

    /// All bytes that came on standard error, also those beyond the tail.
    package var stderrByteCount: Int { state.withLock { $0.stderrTail.byteCount } }

    package func close(_ teardown: Teardown = Teardown()) async {
        await withCheckedContinuation { continuation in
            let phase = state.withLock { state in
                defer { if state.phase == .spawned { state.phase = .running } }
                guard state.phase != .gone else { return Phase.gone }
                state.teardown.request(teardown, now: .now)
                state.waiters.append(continuation)
                if state.phase == .running { wakeUp.signal() }
                return state.phase
            }
            switch phase {
            case .spawned: runLoop()
            case .running: break
            case .gone: continuation.resume()
            }
        }
    }
}
