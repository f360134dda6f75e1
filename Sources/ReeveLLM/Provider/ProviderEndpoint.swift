/// The address that a provider's requests begin with: `https`, or `http` on this machine alone, since a credential must
/// not cross a network in clear text.
package struct ProviderEndpoint: Sendable, Hashable, CustomStringConvertible {
    /// Scheme, host and port: who gets the credential.
    package struct Origin: Sendable, Hashable {
        let scheme: String
        /// In lower case, IPv6 addresses in brackets.
        let host: String
        let port: Int
    }

    package let origin: Origin
    /// Empty, or begins with a slash and does not end in one.
    package let path: String
    private let authority: String

    /// - Parameter defaultPath: stands in where the address has no path.
    /// - Throws: ``ModelError/Code/invalidRequest``.
    package init(_ text: String, defaultPath: String = "") throws(ModelError) {
        guard let parts = AddressParts(text) else {
            throw Self.refused(text, "is no 'http' or 'https' address without user, query and fragment")
        }
        guard parts.origin.scheme == "https" || Self.isLoopback(parts.origin.host) else {
            throw Self.refused(text, "must be 'https'; plain 'http' is for this machine alone")
        }
        var path = parts.path[...]
        while path.hasSuffix("/") { path.removeLast() }
        origin = parts.origin
        authority = parts.authority
        self.path = path.isEmpty ? defaultPath : String(path)
    }

    /// The address of a resource below the endpoint: `https://h/v1` and `chat/completions` give
    /// `https://h/v1/chat/completions`.
    package func url(of resource: String) -> String { "\(self)/\(resource)" }

    /// The origin of an address; nil where it is none of `http` or `https`.
    static func origin(of url: String) -> Origin? { AddressParts(url)?.origin }

    package var description: String { "\(origin.scheme)://\(authority)\(path)" }

    private static func refused(_ text: String, _ why: String) -> ModelError {
        ModelError(.invalidRequest, "endpoint '\(text)' \(why)")
    }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "[::1]" { return true }
        let bytes = host.split(separator: ".", omittingEmptySubsequences: false)
        return bytes.count == 4 && bytes[0] == "127" && bytes.allSatisfy { UInt8($0).map { "\($0)" } == String($0) }
    }
}

/// The parts of an absolute address.
private struct AddressParts {
    let origin: ProviderEndpoint.Origin
    let authority: String
    let path: String

    /// Nil for white space, characters outside ASCII, a user, a query or a fragment, or a port that is none.
    init?(_ text: String) {
        let visible = UInt8(ascii: "!")...UInt8(ascii: "~")
        guard text.utf8.allSatisfy({ visible.contains($0) && !"\"<>\\^`{|}#?@".utf8.contains($0) }) else { return nil }
        let lowered = text.lowercased()
        guard let scheme = ["https", "http"].first(where: { lowered.hasPrefix($0 + "://") }) else { return nil }
        let rest = text.dropFirst(scheme.count + 3)
        let authority = rest.prefix { $0 != "/" }
        let path = String(rest.dropFirst(authority.count))
        let end = authority.hasPrefix("[") ? authority.firstIndex(of: "]").map(authority.index(after:)) : nil
        let host = end.map { authority[..<$0] } ?? authority.prefix { $0 != ":" }
        let port = authority.dropFirst(host.count)
        guard !host.isEmpty, end != nil || !host.contains(where: { "[]".contains($0) }) else { return nil }
        var number = scheme == "https" ? 443 : 80
        if !port.isEmpty {
            guard port.hasPrefix(":"), port.dropFirst().utf8.allSatisfy({ (48...57).contains($0) }),
                let told = UInt16(port.dropFirst()), told > 0
            else { return nil }
            number = Int(told)
        }
        origin = ProviderEndpoint.Origin(scheme: scheme, host: host.lowercased(), port: number)
        self.authority = authority.lowercased()
        self.path = path
    }
}
