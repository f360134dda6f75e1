internal import ReeveHTTPClient

/// What proves to a provider who asks, bound to the origin of the provider's endpoint.
///
/// A description shows no secret.
package struct ProviderCredential: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private enum Form {
        case none
        /// `Authorization: Bearer`, RFC 6750.
        case bearer(String)
        /// `x-api-key`.
        case key(String)
    }

    private let form: Form
    private let origin: HTTPOrigin

    /// The credential in the form of the provider's type; none at all for nil.
    ///
    /// - Throws: ``ModelError/Code/unauthorized`` for a secret that no header can hold. The error does not show it.
    package init(secret: String?, type: ProviderType, endpoint: ProviderEndpoint) throws(ModelError) {
        origin = endpoint.origin
        guard let secret else {
            form = .none
            return
        }
        guard !secret.isEmpty, secret.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ModelError(
                .unauthorized, "the provider's secret is empty, or has spaces, line ends or characters outside ASCII")
        }
        form = type == .anthropic ? .key(secret) : .bearer(secret)
    }

    /// The header that carries the credential; nil where there is none.
    ///
    /// - Throws: ``ModelError/Code/invalidRequest`` where `url` is of another origin, also where there is no secret.
    // INVARIANT (one origin): a secret reaches a request through this function alone.
    func header(for url: String) throws(ModelError) -> (name: String, value: String)? {
        guard (try? HTTPURL(url))?.origin == origin else {
            throw ModelError(.invalidRequest, "the address of a request is not of the provider's origin")
        }
        switch form {
        case .none: return nil
        case .bearer(let secret): return ("Authorization", "Bearer " + secret)
        case .key(let secret): return ("x-api-key", secret)
        }
    }

    package var description: String { "credential for \(origin.host)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
