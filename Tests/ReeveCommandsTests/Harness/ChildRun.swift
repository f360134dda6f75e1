import Foundation
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
    private let process: SpawnedProcess
    private let files: Files
    private let start = ContinuousClock.now

    var id: Int32 { process.id }

    /// - Parameter mergesStreams: whether both streams go to the output, as on a terminal.
    init(
        _ arguments: [String], in folder: URL, environment: [String: String], input: Data? = nil,
        mergesStreams: Bool = false
    ) throws {
        files = try Files()
        // The process has its own of each; thousands of runs in one test process must not keep ours.
        let output = try Self.file(files.output)
        defer { try? output.close() }
        let error = mergesStreams ? output : try Self.file(files.error)
        defer { if !mergesStreams { try? error.close() } }
        var inputHandle: FileHandle?
        if let input {
            try TestFolder.write(Array(input), to: files.input)
            inputHandle = FileHandle(forReadingAtPath: files.input)
        }
        defer { try? inputHandle?.close() }
        process = try SpawnedProcess(
            arguments, in: folder.path, environment: environment, input: inputHandle?.fileDescriptor,
            output: output.fileDescriptor, error: error.fileDescriptor)
    }

    /// Where the streams are; the files go away with the object.
    private final class Files: Sendable {
        private let folder: String

        init() throws { folder = try TestFolder.make() }
        deinit { TestFolder.remove(folder) }

        var input: String { folder + "/input" }
        var output: String { folder + "/output" }
        var error: String { folder + "/error" }
    }

    private static func file(_ path: String) throws -> FileHandle {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    func signal(_ number: Int32) { kill(id, number) }

    /// Returns when the process has written `text` to standard error.
    func waitForError(_ text: String) async throws {
        try await FileWatch.wait(for: files.error) { $0.contains(text) }
    }

    /// Waits for the end; kills the process after `deadline`, which is a failure of the test. The deadline is for
    /// processes that hang, so it is long enough for a busy machine.
    func result(deadline: Duration = .seconds(900)) async throws -> ChildResult {
        let watchdog = Task {
            try await Task.sleep(for: deadline)
            Issue.record("the process did not end within \(deadline)")
            kill(id, SIGKILL)
        }
        let status = await process.waitForEnd()
        watchdog.cancel()
        return ChildResult(
            output: String(decoding: try TestFolder.read(files.output), as: UTF8.self),
            error: String(decoding: (try? TestFolder.read(files.error)) ?? [], as: UTF8.self),
            status: status, duration: ContinuousClock.now - start)
    }
}
