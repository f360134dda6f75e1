import Foundation
import ReeveHTTPClient
import ReeveJSON
import TestSupport
import Testing

@testable import ReeveLLM

/// A server that stands in for a provider.
final class ModelServer: Sendable {
    static let missing: Comment = "run scripts/mcp-servers.sh, or set REEVE_TEST_VENV to its folder"

    /// A program of the environment `llm`.
    static func program(_ name: String) -> String {
        let folder = ProcessInfo.processInfo.environment["REEVE_TEST_VENV"] ?? TestFolder.package() + "/.venv"
        return folder + "/llm/bin/" + name
    }

    static let areInstalled = ["llmock", "fakellm", "python"].allSatisfy { access(program($0), X_OK) == 0 }

    private let server: ListeningServer
    var address: String { server.address }

    private init(_ server: ListeningServer) { self.server = server }

    static func with<R>(
        _ arguments: [String], environment: [String: String] = [:],
        _ body: (ModelServer, HTTPClient) async throws -> R
    ) async throws -> R {
        var configuration = HTTPClient.Configuration()
        configuration.proxies = .none
        return try await closing(HTTPClient(configuration), by: { await $0.shutdown() }) { http in
            try await ListeningServer.with(arguments, environment: environment) { server in
                try await body(ModelServer(server), http)
            }
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
