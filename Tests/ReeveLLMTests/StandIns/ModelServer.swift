import Foundation
import ReeveHTTPClient
import ReeveJSON
import TestSupport
import Testing

@testable import ReeveLLM

/// A server that stands in for a provider. It tells its port in its output, and is ended by its id.
final class ModelServer: Sendable {
    struct NotStarted: Error { let output: [String] }

    static let missing: Comment = "run scripts/mcp-servers.sh, or set REEVE_TEST_VENV to its folder"

    /// A program of the environment `llm`.
    static func program(_ name: String) -> String {
        let folder = ProcessInfo.processInfo.environment["REEVE_TEST_VENV"] ?? TestFolder.package() + "/.venv"
        return folder + "/llm/bin/" + name
    }

    static let areInstalled = ["llmock", "fakellm", "python"].allSatisfy { access(program($0), X_OK) == 0 }

    private let process: SpawnedProcess
    /// Input and output of the server.
    private let stream: Int32
    let address: String

    private init(_ arguments: [String], environment: [String: String]) async throws {
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
        await lines.wait { $0.last == "ended" || $0.contains { $0.contains(Self.announcement) } }
        let said = lines.withLock { $0 }
        let line = said.first { $0.contains(Self.announcement) } ?? ""
        let port = line.split(separator: Self.announcement).last?.prefix { $0.isNumber }.description ?? ""
        guard !line.isEmpty, !port.isEmpty else { throw NotStarted(output: said) }
        address = "http://127.0.0.1:\(port)"
    }

    private static let announcement = "unning on http://127.0.0.1:"

    /// Reads to the end, so that no server waits for a reader.
    private static func read(_ stream: Int32, into lines: Observed<[String]>) {
        Thread.detachNewThread {
            var parser = LineParser(lineBytesMax: 1 << 20)
            var chunk = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = Glibc.read(stream, &chunk, chunk.count)
                guard count > 0, let found = try? parser.push(Array(chunk[..<count])) else { break }
                lines.withLock { $0 += found.map { String(decoding: $0, as: UTF8.self) } }
            }
            lines.withLock { $0.append("ended") }
            close(stream)
        }
    }

    static func with<R>(
        _ arguments: [String], environment: [String: String] = [:],
        _ body: (ModelServer, HTTPClient) async throws -> R
    ) async throws -> R {
        var configuration = HTTPClient.Configuration()
        configuration.proxies = .none
        return try await closing(HTTPClient(configuration), by: { await $0.shutdown() }) { http in
            try await closing(
                try await ModelServer(arguments, environment: environment),
                by: { server in
                    kill(server.process.id, SIGTERM)
                    _ = await server.process.waitForEnd()
                }, { server in try await body(server, http) })
        }
    }

    /// Sends a request of the server's own administration.
    func administer(_ http: HTTPClient, _ method: String, _ path: String, _ body: JSONValue? = nil) async throws
        -> JSONValue
    {
        let response = try await http.send(
            HTTPRequest(
                method: method, url: address + path, headers: body == nil ? [] : [("Content-Type", "application/json")],
                body: body?.canonicalBytes ?? [], deadlines: HTTPRequest.Deadlines(total: .seconds(120))))
        return try JSONParser.parse(try await response.body.collect())
    }

    /// A client of the server. Its pauses are short, but as long as a server asks.
    func client(_ type: ProviderType, path: String, _ http: HTTPClient, model: String = "m") throws -> ProviderClient {
        let profile = try ProviderProfile(name: "p", type: type, endpoint: address + path, model: model)
        return try ProviderClient(
            profile, transport: http, surroundings: ProviderSurroundings(random: { 0.5 }),
            secret: { () throws(ModelError) in "key" })
    }
}

extension ProviderClient {
    func ask(_ request: ModelRequest, timeout: Duration = .seconds(120)) async throws(ModelError) -> ModelAnswer {
        try await answer(to: request, timeout: timeout, deadline: .now.advanced(by: .seconds(300))) { _ in }
    }
}
