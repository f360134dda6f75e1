import CSpawn
import Glibc
import Synchronization

/// The life of one child, on its own thread; see ``ChildProcess``.
final class ChildLoop {
    /// How long to wait for the exit once a pipe is lost, so that the error can tell how the server ended.
    private static let exitPatience = Duration.milliseconds(250)
    /// Read once more after the exit, from each output: more than a pipe holds by default.
    private static let remainderMax = 1 << 20

    private let process: ChildProcess
    private let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 16)
    private var splitter: LineSplitter
    private var members: GroupMembers
    private var outputIsOpen = true
    private var errorIsOpen = true
    private var statusIsOpen: Bool
    /// When to report a lost connection although the process runs.
    private var lossDeadline: ContinuousClock.Instant?
    private var loss = MCPError.Code.connectionLost
    private var hasReported = false
    private var inputIsEnded = false

    init(_ process: ChildProcess) {
        self.process = process
        splitter = LineSplitter(maximumLength: process.options.lineBytesMax)
        members = GroupMembers(group: process.group, strays: [])
        statusIsOpen = process.descriptors.launcherStatus != nil
    }

    deinit { buffer.deallocate() }

    func run() {
        repeat {
            performTeardown()
            reportLossIfDue()
        } while !waitAndServe()
        finish()
    }

    // MARK: Waiting

    /// One round of waiting and moving bytes. True once the process has ended.
    private func waitAndServe() -> Bool {
        let input = process.state.withLock { $0.outbox.awaitedDescriptor }
        return withUnsafeTemporaryAllocation(of: pollfd.self, capacity: 6) { set in
            func watch(_ index: Int, _ descriptor: Int32?, _ events: Int32) {
                // A negative descriptor is passed over by poll.
                set.initializeElement(
                    at: index, to: pollfd(fd: descriptor ?? -1, events: Int16(events), revents: 0))
            }
            watch(0, process.descriptors.process, POLLIN)
            watch(1, process.wakeUp.descriptor, POLLIN)
            watch(2, outputIsOpen ? process.descriptors.output : nil, POLLIN)
            watch(3, errorIsOpen ? process.descriptors.error : nil, POLLIN)
            watch(4, input, POLLOUT)
            watch(5, statusIsOpen ? process.descriptors.launcherStatus : nil, POLLIN)
            guard poll(set.baseAddress, 6, pollTimeout()) > 0 else { return false }
            if set[1].revents != 0 { process.wakeUp.take() }
            if set[5].revents != 0 { readLauncherStatus() }
            // One read: `poll` comes back at once where more is there.
            if set[2].revents != 0 {
                DeliveryExecutor.shared.deliver { readOutput(atMost: buffer.count, stopsAtShortRead: true) }
            }
            if set[3].revents != 0 { readError(atMost: buffer.count) }
            let isBroken = process.state.withLock { state in
                if set[4].revents != 0 { state.outbox.flush() }
                return state.outbox.isBroken
            }
            if isBroken { connectionIsLost() }
            return set[0].revents != 0
        }
    }

    private func pollTimeout() -> Int32 {
        let teardown = process.state.withLock { $0.teardown.next }
        let loss = hasReported ? nil : lossDeadline
        guard let first = teardown ?? loss else { return -1 }
        return ContinuousClock.now.duration(to: min(first, loss ?? first)).pollMilliseconds
    }

    // MARK: Reading

    private func readOutput(atMost limit: Int, stopsAtShortRead: Bool = false) {
        var left = limit
        while outputIsOpen, left > 0 {
            let wanted = min(buffer.count, left)
            let count = read(process.descriptors.output, buffer.baseAddress, wanted)
            guard count > 0 else {
                if count == 0 || (errno != EAGAIN && errno != EINTR) {
                    outputIsOpen = false
                    connectionIsLost()
                }
                return
            }
            left -= count
            let receiver = process.state.withLock { $0.receiver }
            let chunk = UnsafeBufferPointer(rebasing: buffer[..<count])
            if !splitter.consume(chunk, { line in receiver?.receive(line) }) {
                outputIsOpen = false
                loss = .lineTooLong
                lossDeadline = .now
                return
            }
            if stopsAtShortRead, count < wanted { return }
        }
    }

    private func readError(atMost limit: Int) {
        var left = limit
        while errorIsOpen, left > 0 {
            let count = read(process.descriptors.error, buffer.baseAddress, min(buffer.count, left))
            guard count > 0 else {
                if count == 0 || (errno != EAGAIN && errno != EINTR) { errorIsOpen = false }
                return
            }
            left -= count
            let chunk = UnsafeBufferPointer(rebasing: buffer[..<count])
            process.state.withLock { $0.stderrTail.append(chunk) }
        }
    }

    /// The launcher closes the status pipe when the server runs. An errno in the pipe says that the server never will.
    private func readLauncherStatus() {
        guard let descriptor = process.descriptors.launcherStatus else { return }
        var code: Int32 = 0
        let count = read(descriptor, &code, MemoryLayout<Int32>.size)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        statusIsOpen = false
        if count == MemoryLayout<Int32>.size {
            let failure = code
            process.state.withLock { $0.launchFailure = failure }
        }
    }

    // MARK: Ending

    private func connectionIsLost() {
        if lossDeadline == nil { lossDeadline = ContinuousClock.now.advanced(by: Self.exitPatience) }
    }

    private func reportLossIfDue() {
        guard let lossDeadline, lossDeadline <= .now else { return }
        report(loss)
    }

    private func report(_ reason: MCPError.Code) {
        guard !hasReported else { return }
        hasReported = true
        let receiver = process.state.withLock { state in
            // What was not written by now never will be.
            state.outbox.close()
            defer { state.receiver = nil }
            return state.receiver
        }
        receiver?.ended(reason)
    }

    private func performTeardown() {
        let (step, isRequested) = process.state.withLock { state in
            (state.teardown.advance(now: .now), state.teardown != .none)
        }
        guard isRequested else { return }
        // Strays are looked for while the leader, their ancestor, is sure to live.
        if !inputIsEnded || step != nil { members.noteStrays() }
        if !inputIsEnded {
            inputIsEnded = true
            process.state.withLock { $0.outbox.close() }
        }
        switch step {
        case .terminate: members.signalAll(SIGTERM)
        case .kill: members.signalAll(SIGKILL)
        case nil: break
        }
    }

    private func finish() {
        var code: Int32 = 0
        var isSignal: Int32 = 0
        if cspawn_peek_exit(process.group.pgid, &code, &isSignal) == 1 {
            let exit: ChildExit = isSignal != 0 ? .signalled(code) : .exited(code)
            process.state.withLock { $0.exit = exit }
        }
        if process.descriptors.launcherStatus != nil, statusIsOpen { readLauncherStatus() }
        readError(atMost: Self.remainderMax)
        readOutput(atMost: Self.remainderMax)
        let launchFailed = process.state.withLock { state in
            guard let failure = state.launchFailure else { return false }
            return SpawnThread.error(errno: failure, path: "").code == .commandNotFound
        }
        report(loss == .lineTooLong ? .lineTooLong : launchFailed ? .commandNotFound : .serverExited)

        // INVARIANT (reap last): until the leader is reaped its number names this group and no other.
        members.killAll(patience: .seconds(5))
        var status: Int32 = 0
        while waitpid(process.group.pgid, &status, 0) < 0, errno == EINTR {}

        for descriptor in [process.descriptors.process, process.descriptors.output, process.descriptors.error] {
            close(descriptor)
        }
        if let descriptor = process.descriptors.launcherStatus { close(descriptor) }
        process.hooks.processEnded(process.group)
        let waiters = process.state.withLock { state in
            // The descriptor is closed under the lock: nobody wakes a thread by a number that names another file by then.
            state.phase = .gone
            close(process.wakeUp.descriptor)
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
