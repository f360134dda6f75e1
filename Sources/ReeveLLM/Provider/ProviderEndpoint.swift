package import ReeveHTTPClient

/// The address that a provider's requests begin with: `https`, or `http` on this machine alone, since a credential must
/// not cross a network in clear text.
package struct ProviderEndpoint: Sendable, Hashable, CustomStringConvertible {
    /// Who gets the credential.
    package let origin: HTTPOrigin
    /// Empty, or begins with a slash and does not end in one.
    package let path: String

    /// - Parameter defaultPath: stands in where the address has no path.
    /// - Throws: ``ModelError/Code/invalidRequest``. The message does not repeat the address, which may hold a password.
    package init(_ text: String, defaultPath: String = "") throws(ModelError) {
        let url: HTTPURL
        do throws(HTTPError) {
            url = try HTTPURL(text)
        } catch {
            throw ModelError(.invalidRequest, "the provider's endpoint cannot be used: \(error)")
        }
        guard url.origin.scheme == .https || url.origin.isLoopback else {
            throw ModelError(
                .invalidRequest, "endpoint '\(url)' must be 'https'; plain 'http' is for this machine alone")
        }
        guard !url.target.contains("?") else {
            throw ModelError(.invalidRequest, "the provider's endpoint has a query ('?')")
        }
        var path = url.target[...]
        while path.hasSuffix("/") { path.removeLast() }
        origin = url.origin
        self.path = path.isEmpty ? defaultPath : String(path)
    }

    /// The address of a resource below the endpoint: `https://h/v1` and `chat/completions` give
    /// `https://h/v1/chat/completions`.
    package func url(of resource: String) -> String { "\(self)/\(resource)" }

    package var description: String { "\(origin)\(path)" }
}
