import Foundation
import ReeveHTTPClient
import TestSupport
import Testing

/// The server of `Servers/hostile.py`, and what it has seen.
final class HostileServer: Sendable {
    struct NotStarted: Error {}

    private let process: SpawnedProcess
    /// Input and output of the server, which ends when its input does.
    private let stream: Int32
    private let lines = Observed<[String]>([])
    let ports: [Int]

    private init(_ listeners: [String]) async throws {
        let script = TestFolder.target() + "/Servers/hostile.py"
        let pythons = ["/usr/bin/python3", "/usr/local/bin/python3"]
        let python = pythons.first { access($0, X_OK) == 0 } ?? "python3"
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw NotStarted()
        }
        process = try SpawnedProcess(
            [python, "-I", script] + listeners, input: ends[1], output: ends[1], error: ends[1])
        close(ends[1])
        stream = ends[0]
        Self.readLines(of: stream, into: lines)
        await lines.wait { !$0.isEmpty }
        let first = lines.withLock { $0.first ?? "" }
        ports = first.split(separator: " ").dropFirst().compactMap { Int($0) }
        guard first.hasPrefix("ports "), ports.count == listeners.count else {
            Issue.record("the server says '\(first)'")
            throw NotStarted()
        }
    }

    private static func readLines(of stream: Int32, into lines: Observed<[String]>) {
        Thread.detachNewThread {
            var parser = LineParser(lineBytesMax: 1 << 20)
            var chunk = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = read(stream, &chunk, chunk.count)
                guard count > 0, let found = try? parser.push(Array(chunk[..<count])) else { break }
                lines.withLock { $0 += found.map { String(decoding: $0, as: UTF8.self) } }
            }
            lines.withLock { $0.append("ended") }
            close(stream)
        }
    }

    /// Starts a server with these listeners, and ends it after `body`.
    static func with<R>(
        _ listeners: [String] = ["plain"], _ body: (HostileServer) async throws -> R
    ) async throws -> R {
        try await closing(
            try await HostileServer(listeners),
            by: { server in
                shutdown(server.stream, Int32(SHUT_WR))
                _ = await server.process.waitForEnd()
            }, body)
    }

    /// An address of one of the listeners.
    func url(_ path: String, listener: Int = 0, scheme: String = "http", host: String = "127.0.0.1") -> String {
        "\(scheme)://\(host):\(ports[listener])\(path)"
    }

    /// What the server has said up to this moment, without what begins otherwise.
    func said(_ prefix: String) async -> [String] {
        let mark = "\(UInt64.random(in: 0...UInt64.max))"
        let line = Array("\(mark)\n".utf8)
        _ = write(stream, line, line.count)
        await waitFor { $0 == "mark \(mark)" }
        return lines.withLock { $0.filter { $0.hasPrefix(prefix) } }
    }

    /// Returns when the server has said this many lines that fit, with the lines.
    @discardableResult
    func waitFor(_ count: Int = 1, _ fits: @escaping @Sendable (String) -> Bool) async -> [String] {
        await lines.wait { lines in lines.count(where: fits) >= count || lines.last == "ended" }
        return lines.withLock { $0.filter(fits) }
    }

    /// Returns when the client has closed a connection that asked for `path`, with the bytes that were sent before.
    @discardableResult
    func waitForClose(of path: String) async -> Int {
        let line = await waitFor { $0.hasPrefix("closed ") && $0.contains(" \(path) ") }.first
        return line?.split(separator: " ").last.flatMap { Int($0) } ?? -1
    }
}
