/// An absolute `http` or `https` address: an origin, and what is asked for there.
package struct HTTPURL: Sendable, Hashable, CustomStringConvertible {
    package let origin: HTTPOrigin
    /// Path and query; begins with a slash.
    package let target: String

    package init(origin: HTTPOrigin, target: String) {
        self.origin = origin
        self.target = target
    }

    /// - Throws: ``HTTPError/Code/invalidRequest`` for another scheme, user information, a fragment, characters that an
    ///   address cannot have, or a host that ``HTTPOrigin`` refuses. The message does not repeat the address, which may
    ///   hold a password.
    package init(_ text: String) throws(HTTPError) {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !Self.refusedBytes.contains($0) }) else {
            throw Self.invalid("has a character that must be written as %XX")
        }
        guard let colon = text.firstIndex(of: ":"),
            let scheme = HTTPOrigin.Scheme(rawValue: text[..<colon].lowercased()),
            text[colon...].hasPrefix("://")
        else { throw Self.invalid("does not begin with 'https://' or 'http://'") }
        guard !text.contains("#") else { throw Self.invalid("has a fragment ('#')") }
        let rest = text[text.index(colon, offsetBy: 3)...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        guard !rest[..<end].contains("@") else { throw Self.invalid("has a user or a password ('@')") }
        guard let origin = HTTPOrigin(scheme: scheme, authority: rest[..<end]) else {
            throw Self.invalid("has a host or port that cannot be used")
        }
        self.origin = origin
        target = rest[end...].hasPrefix("/") ? String(rest[end...]) : "/" + rest[end...]
    }

    /// The address that a `Location` means, seen from here (RFC 3986, section 5.2). A fragment is left out.
    package func resolving(_ reference: String) throws(HTTPError) -> HTTPURL {
        let reference = reference.prefix { $0 != "#" }
        if reference.hasPrefix("//") { return try HTTPURL("\(origin.scheme):\(reference)") }
        let schemeEnd = reference.firstIndex { ":/?".contains($0) }
        if let schemeEnd, reference[schemeEnd] == ":" { return try HTTPURL(String(reference)) }
        let path = target.prefix { $0 != "?" }
        if reference.isEmpty { return self }
        if reference.hasPrefix("?") { return try HTTPURL("\(origin)\(path)\(reference)") }
        if reference.hasPrefix("/") { return try HTTPURL("\(origin)\(reference)") }
        let folder = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
        return try HTTPURL("\(origin)\(folder)\(reference)")
    }

    package var description: String { "\(origin)\(target)" }

    private static let refusedBytes = Set("\"<>\\^`{|}".utf8)

    private static func invalid(_ reason: String) -> HTTPError {
        HTTPError(.invalidRequest, "the address \(reason)", requestSent: false)
    }
}
