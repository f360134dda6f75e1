import CLibCurl
import Glibc
import Synchronization

/// The way into the thread that libcurl runs on. The thread starts with the first transfer and ends with ``end()``.
final class CurlLoop: Sendable {
    enum Command: Sendable {
        case start(TransferPlan, TransferExchange)
        /// The reader is gone.
        case cancel(UInt64)
        /// The reader has room again.
        case resume(UInt64)
    }

    private enum Phase {
        case idle, running, ending, ended
    }

    private struct State {
        var phase = Phase.idle
        var commands: [Command] = []
        /// The bits of the multi handle while the thread may be woken by it. They stand for the pointer, which cannot
        /// leave its thread; `curl_multi_wakeup` is the one function that others may call with it.
        var wakeable: UInt = 0
        var waiters: [CheckedContinuation<Void, Never>] = []
        var lastID: UInt64 = 0
    }

    private let configuration: HTTPClient.Configuration
    private let state = Mutex(State())

    init(_ configuration: HTTPClient.Configuration) { self.configuration = configuration }

    func makeExchange() -> TransferExchange {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        return TransferExchange(id: id, bufferBytesMax: configuration.bufferBytesMax)
    }

    func post(_ command: Command) {
        let (isTaken, mustStart) = state.withLock { state in
            switch state.phase {
            case .ending, .ended: return (false, false)
            case .idle:
                // Without a thread there is nothing that could be cancelled or resumed.
                guard case .start = command else { return (false, false) }
                state.phase = .running
                state.commands.append(command)
                return (true, true)
            case .running:
                state.commands.append(command)
                Self.wake(state.wakeable)
                return (true, false)
            }
        }
        if case .start(_, let exchange) = command, !isTaken { exchange.end(.clientEnded(requestSent: false)) }
        if mustStart, !Self.startThread({ [self] in run() }) {
            fail(HTTPError(.connectFailed, "the system refuses a thread", requestSent: false), next: .idle)
        }
    }

    /// Ends the thread and with it every transfer. Returns at once; nothing can be sent any more.
    func end() {
        let waiters = state.withLock { state in
            switch state.phase {
            case .idle:
                state.phase = .ended
                defer { state.waiters = [] }
                return state.waiters
            case .running:
                state.phase = .ending
                Self.wake(state.wakeable)
                return []
            case .ending, .ended: return []
            }
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when the thread has ended, after ``end()``.
    func untilEnded() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if state.phase != .ended { state.waiters.append(continuation) }
                return state.phase == .ended
            }
            if hasEnded { continuation.resume() }
        }
    }

    // MARK: the thread

    /// What was posted since the last call; nil when the thread is to end.
    func takeCommands() -> [Command]? {
        state.withLock { state in
            defer { state.commands = [] }
            return state.phase == .running ? state.commands : nil
        }
    }

    private func run() {
        if let failure = clibcurl_load() {
            let error = HTTPError(
                .libraryMissing, "libcurl cannot be used: \(String(cString: failure))", requestSent: false)
            return fail(error, next: .idle)
        }
        guard let multi = clibcurl_multi_init() else {
            return fail(HTTPError(.connectFailed, "libcurl has no memory", requestSent: false), next: .idle)
        }
        let bits = UInt(bitPattern: multi)
        state.withLock { $0.wakeable = bits }
        let driver = CurlDriver(multi: multi, configuration: configuration)
        driver.run(self)
        state.withLock { $0.wakeable = 0 }
        clibcurl_multi_cleanup(multi)
        fail(.clientEnded(requestSent: false), next: .ended)
    }

    private func fail(_ error: HTTPError, next: Phase) {
        let (commands, waiters) = state.withLock { state in
            state.phase = state.phase == .ending ? .ended : next
            defer {
                state.commands = []
                if state.phase == .ended { state.waiters = [] }
            }
            return (state.commands, state.phase == .ended ? state.waiters : [])
        }
        for case .start(_, let exchange) in commands { exchange.end(error) }
        for waiter in waiters { waiter.resume() }
    }

    private static func wake(_ bits: UInt) {
        if let multi = UnsafeMutableRawPointer(bitPattern: bits) { _ = clibcurl_multi_wakeup(multi) }
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a detached thread that takes no signal: those of the process are for others, and a write into a connection
    /// that is gone must not end the process (SIGPIPE). libcurl's threads for names inherit that.
    private static func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return false }
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 2 << 20)
        let argument = Unmanaged.passRetained(Body(body))
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument else { return nil }
                var signals = sigset_t()
                sigfillset(&signals)
                pthread_sigmask(SIG_SETMASK, &signals, nil)
                clibcurl_name_thread("http")
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, argument.toOpaque())
        guard failure == 0 else {
            argument.release()
            return false
        }
        return true
    }
}

extension HTTPError {
    static func clientEnded(requestSent: Bool) -> HTTPError {
        HTTPError(.cancelled, "the client has been shut down", requestSent: requestSent)
    }
}
