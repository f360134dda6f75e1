internal import CTestSpawn
import Foundation
import Glibc
import Synchronization

/// A process that a test started, by `posix_spawn`.
///
/// Foundation's `Process` reads past the end of a buffer of directory entries where the test process has very many open
/// files, which ends the test process now and then.
package final class SpawnedProcess: Sendable {
    package let id: Int32
    private let state = Mutex<(status: Int32?, waiters: [CheckedContinuation<Int32, Never>])>((nil, []))

    /// Starts a program in a process group of its own, with no signal blocked or ignored and only the three streams open.
    ///
    /// - Parameters:
    ///   - folder: where it starts; where this process is if nil.
    ///   - environment: this process's if nil.
    ///   - input: a descriptor; `/dev/null` if nil. The same holds for `output` and `error`.
    package init(
        _ arguments: [String], in folder: String? = nil, environment: [String: String]? = nil, input: Int32? = nil,
        output: Int32? = nil, error: Int32? = nil
    ) throws {
        let variables = environment ?? ProcessInfo.processInfo.environment
        let argv = arguments.map { strdup($0) } + [nil]
        let envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        var id: pid_t = 0
        let result = ctestspawn(arguments[0], argv, envp, folder, [input ?? -1, output ?? -1, error ?? -1], &id)
        guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: result) ?? .ENOENT) }
        self.id = id
        Thread.detachNewThread { self.reap() }
    }

    private func reap() {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7f
        let shown = signal == 0 ? status >> 8 & 0xff : 128 + signal
        let waiters = state.withLock { state in
            state.status = shown
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(returning: shown) }
    }

    /// The exit status, or 128 and the signal's number as a shell has it.
    package func waitForEnd() async -> Int32 {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state in
                if state.status == nil { state.waiters.append(continuation) }
                return state.status
            }
            if let known { continuation.resume(returning: known) }
        }
    }
}
