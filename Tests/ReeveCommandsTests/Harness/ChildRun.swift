import Foundation
import Synchronization
import TestSupport
import Testing

/// What a process left behind.
struct ChildResult: Sendable {
    let output: String
    let error: String
    /// The exit status, or 128 and the signal's number as a shell has it.
    let status: Int32
    let duration: Duration

    /// Both streams, for messages of failed expectations.
    var all: String { "status \(status)\n--- output\n\(output)\n--- error\n\(error)" }
}

/// A process with a deadline. Its output goes to files, so that no pipe can fill up.
final class ChildRun: Sendable {
    let process: Mutex<Process>
    let id: Int32
    private let outputFile: URL
    private let errorFile: URL
    private let start = ContinuousClock.now
    private let ended = Mutex<(isEnded: Bool, waiters: [CheckedContinuation<Void, Never>])>((false, []))

    /// - Parameter mergesStreams: whether both streams go to the output, as on a terminal.
    init(
        _ arguments: [String], in folder: URL, environment: [String: String], input: Data? = nil,
        mergesStreams: Bool = false
    ) throws {
        let name = FileManager.default.temporaryDirectory.appending(path: "reeve-child-\(UUID().uuidString)").path
        outputFile = URL(filePath: name + ".out")
        errorFile = URL(filePath: name + ".err")
        let process = Process()
        process.executableURL = URL(filePath: arguments[0])
        process.arguments = Array(arguments.dropFirst())
        process.currentDirectoryURL = folder
        process.environment = environment
        let output = try Self.file(outputFile)
        let error = mergesStreams ? output : try Self.file(errorFile)
        process.standardOutput = output
        process.standardError = error
        var inputFile: URL?
        if let input {
            let file = URL(filePath: name + ".in")
            try input.write(to: file)
            process.standardInput = try FileHandle(forReadingFrom: file)
            inputFile = file
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        let box = Weak()
        process.terminationHandler = { _ in box.value.withLock { $0 }?.end() ?? box.markEarly() }
        try process.run()
        // The process has its own by now; thousands of runs in one test process must not keep ours.
        for handle in [output, error] { try? handle.close() }
        id = process.processIdentifier
        self.process = Mutex(process)
        if let inputFile { try? FileManager.default.removeItem(at: inputFile) }
        if box.attach(self) { end() }
    }

    /// Hands the run to the handler that was made before it.
    private final class Weak: Sendable {
        let value = Mutex<ChildRun?>(nil)
        private let isEarly = Mutex(false)
        func markEarly() { isEarly.withLock { $0 = true } }
        /// True where the process has ended already.
        func attach(_ run: ChildRun) -> Bool {
            value.withLock { $0 = run }
            return isEarly.withLock { $0 }
        }
    }

    private static func file(_ url: URL) throws -> FileHandle {
        let descriptor = open(url.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    private func end() {
        let waiters = ended.withLock { state in
            state.isEnded = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func signal(_ number: Int32) { kill(id, number) }

    /// Returns when the process has written `text` to standard error.
    func waitForError(_ text: String) async throws {
        try await FileWatch.wait(for: errorFile.path) { $0.contains(text) }
    }

    /// Waits for the end; kills the process after `deadline`, which is a failure of the test. The deadline is for
    /// processes that hang, so it is long enough for a busy machine.
    func result(deadline: Duration = .seconds(900)) async throws -> ChildResult {
        let watchdog = Task {
            try await Task.sleep(for: deadline)
            Issue.record("the process did not end within \(deadline)")
            kill(id, SIGKILL)
        }
        await withCheckedContinuation { continuation in
            let isEnded = ended.withLock { state in
                if !state.isEnded { state.waiters.append(continuation) }
                return state.isEnded
            }
            if isEnded { continuation.resume() }
        }
        watchdog.cancel()
        let (reason, status) = process.withLock { ($0.terminationReason, $0.terminationStatus) }
        defer {
            try? FileManager.default.removeItem(at: outputFile)
            try? FileManager.default.removeItem(at: errorFile)
        }
        return ChildResult(
            output: String(decoding: (try? Data(contentsOf: outputFile)) ?? Data(), as: UTF8.self),
            error: String(decoding: (try? Data(contentsOf: errorFile)) ?? Data(), as: UTF8.self),
            status: reason == .uncaughtSignal ? 128 + status : status, duration: ContinuousClock.now - start)
    }
}
