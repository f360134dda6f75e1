import ReeveExecution
import ReeveHTTPClient
import Synchronization

/// The HTTP clients of one command, one for each declaration of a provider, since each may connect elsewhere.
///
/// A client starts its thread with its first request. ``shutDown()`` ends them all.
final class ProviderTransports: Sendable {
    private let state = Mutex<[HTTPClient]>([])
    private let proxies: HTTPProxies

    /// - Parameter variables: the environment, which may name proxies.
    init(variables: [String: String]) { proxies = .environment { variables[$0] } }

    func transport(for provider: ExecutionScope.Provider) -> any HTTPTransport {
        let configuration = configuration(for: provider)
        let client = HTTPClient(configuration)
        state.withLock { $0.append(client) }
        return client
    }

    func configuration(for provider: ExecutionScope.Provider) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.proxies = proxies
        configuration.egress = provider.egress
        return configuration
    }

    /// Ends every request, and returns when no thread of a client is left.
    func shutDown() async {
        for client in state.withLock(\.self) { await client.shutdown() }
    }
}
