import Glibc
import Synchronization

/// Reports SIGINT, SIGTERM and SIGHUP. The signal handler writes a byte to a pipe, and a thread reads the pipe.
///
/// Only one watch may live at a time. Its end gives the signals their default handling.
final class SignalWatch: Sendable {
    private let readEnd: CInt
    private let writeEnd: CInt
    private let count = Atomic<Int>(0)
    private static let target = Atomic<CInt>(-1)

    /// How many signals have come.
    var signals: Int { count.load(ordering: .acquiring) }

    /// - Parameter onSignal: called on the thread of the watch, with the number of the signal, from 1.
    init(onSignal: @escaping @Sendable (Int) -> Void) {
        var ends: [CInt] = [-1, -1]
        _ = pipe(&ends)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        readEnd = ends[0]
        writeEnd = ends[1]
        Self.target.store(writeEnd, ordering: .releasing)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in
            var byte: UInt8 = 1
            let saved = errno
            _ = write(SignalWatch.target.load(ordering: .acquiring), &byte, 1)
            errno = saved
        }
        action.sa_flags = SA_RESTART
        for signal in Self.watched() { sigaction(signal, &action, nil) }
        let thread = WatchThread { [readEnd, self] in
            var byte: UInt8 = 0
            while true {
                let got = read(readEnd, &byte, 1)
                if got < 0, errno == EINTR { continue }
                guard got == 1, byte == 1 else { break }
                onSignal(self.count.add(1, ordering: .acquiringAndReleasing).newValue)
            }
            close(readEnd)
        }
        var id = pthread_t()
        pthread_create(&id, nil, runWatchThread, Unmanaged.passRetained(thread).toOpaque())
        pthread_detach(id)
    }

    /// The signals to watch. Where SIGHUP is ignored, as under `nohup`, it stays ignored.
    private static func watched() -> [CInt] {
        var action = sigaction()
        sigaction(SIGHUP, nil, &action)
        let isIgnored = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
        return isIgnored ? [SIGINT, SIGTERM] : [SIGINT, SIGTERM, SIGHUP]
    }

    /// Ends the thread. From then on, signals end the process again.
    func end() {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = SIG_DFL
        for signal in Self.watched() { sigaction(signal, &action, nil) }
        var byte: UInt8 = 0
        _ = write(writeEnd, &byte, 1)
        close(writeEnd)
    }
}

private final class WatchThread: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func runWatchThread(_ box: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let box { Unmanaged<WatchThread>.fromOpaque(box).takeRetainedValue().body() }
    return nil
}
