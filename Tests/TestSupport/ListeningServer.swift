import Foundation
import Glibc

/// A server on 127.0.0.1 that a test started. It tells its port in its output, and is ended by its id.
package final class ListeningServer: Sendable {
    package struct NotStarted: Error { package let output: [String] }

    private let process: SpawnedProcess
    /// Input and output of the server.
    private let stream: Int32
    package let port: Int
    package var address: String { "http://127.0.0.1:\(port)" }

    /// - Parameter announcement: what stands before the port, in one line of the output.
    /// - Throws: ``NotStarted`` where the server ends without naming a port.
    package init(
        _ arguments: [String], environment: [String: String] = [:],
        announcement: String = "unning on http://127.0.0.1:"
    ) async throws {
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw NotStarted(output: [])
        }
        let variables = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/tmp", "PYTHONUNBUFFERED": "1"]
        process = try SpawnedProcess(
            arguments, environment: variables.merging(environment) { $1 }, input: ends[1], output: ends[1],
            error: ends[1])
        close(ends[1])
        stream = ends[0]
        let lines = Observed<[String]>([])
        Self.read(stream, into: lines)
        await lines.wait { $0.last == Self.ended || $0.contains { $0.contains(announcement) } }
        let said = lines.withLock { $0 }
        let line = said.first { $0.contains(announcement) } ?? ""
        guard !line.isEmpty,
            let port = Int(line.split(separator: announcement).last?.prefix { $0.isNumber }.description ?? "")
        else { throw NotStarted(output: said) }
        self.port = port
    }

    private static let ended = "ended"

    /// Reads to the end, so that no server waits for a reader.
    private static func read(_ stream: Int32, into lines: Observed<[String]>) {
        Thread.detachNewThread {
            var rest: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = Glibc.read(stream, &chunk, chunk.count)
                guard count > 0 else { break }
                var found = (rest + chunk[..<count]).split(separator: 0x0A, omittingEmptySubsequences: false)
                rest = found.popLast().map(Array.init) ?? []
                let whole = found.map { String(decoding: $0, as: UTF8.self) }
                lines.withLock { $0 += whole }
            }
            lines.withLock { $0.append(ended) }
            close(stream)
        }
    }

    /// Asks the server to end, and returns when it is gone.
    package func end() async {
        kill(process.id, SIGTERM)
        _ = await process.waitForEnd()
    }

    package static func with<R>(
        _ arguments: [String], environment: [String: String] = [:], _ body: (ListeningServer) async throws -> R
    ) async throws -> R {
        try await closing(
            try await ListeningServer(arguments, environment: environment), by: { await $0.end() }, body)
    }
}
