import ReeveHTTPClient
import TestSupport
import Testing

/// Clients and requests of the tests. Deadlines are long, so that none passes on a busy machine; tests of deadlines name
/// their own.
enum TestClient {
    static func with<R>(
        _ configure: (inout HTTPClient.Configuration) -> Void = { _ in },
        _ body: (HTTPClient) async throws -> R
    ) async throws -> R {
        var configuration = HTTPClient.Configuration()
        configuration.proxies = .none
        configure(&configuration)
        return try await closing(HTTPClient(configuration), by: { await $0.shutdown() }, body)
    }

    /// A server with one listener, and a client.
    static func withServer<R>(
        _ configure: (inout HTTPClient.Configuration) -> Void = { _ in },
        _ body: (HTTPClient, HostileServer) async throws -> R
    ) async throws -> R {
        try await HostileServer.with { server in try await with(configure) { try await body($0, server) } }
    }

    static func request(
        _ url: String, method: String = "GET", headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        bounds: HTTPRequest.Bounds = HTTPRequest.Bounds(), connect: Duration = .seconds(120),
        idle: Duration = .seconds(120), total: Duration = .seconds(240)
    ) -> HTTPRequest {
        HTTPRequest(
            method: method, url: url, headers: headers, body: body, bounds: bounds,
            deadlines: HTTPRequest.Deadlines(connect: connect, idle: idle, total: total))
    }
}

extension HTTPClient {
    /// Status and body as text.
    func text(_ request: HTTPRequest) async throws -> (status: Int, text: String) {
        let response = try await send(request)
        return (response.status, String(decoding: try await response.body.collect(), as: UTF8.self))
    }

    /// The error of a request whose body is read to its end; nil where it succeeds.
    func error(_ request: HTTPRequest) async -> HTTPError? {
        do {
            _ = try await send(request).body.collect()
            return nil
        } catch {
            return error
        }
    }
}
