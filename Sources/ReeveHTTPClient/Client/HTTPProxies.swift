import Glibc

/// Which proxy stands between this client and an origin.
package struct HTTPProxies: Sendable, Hashable {
    /// Proxies by scheme of the origin.
    private var byScheme: [HTTPOrigin.Scheme: String] = [:]
    /// Names, `.domain`, addresses and blocks that are reached without a proxy; `*` is everything.
    private var exceptions: [String] = []
    private var exceptsLoopback = false

    /// No proxy, whatever the environment says.
    package static let none = HTTPProxies()

    /// One proxy for everything but `exceptions`, which are read as `NO_PROXY` is.
    ///
    /// - Parameter address: `http://`, `https://`, `socks5://` or `socks5h://`, with user and password where needed.
    package static func through(_ address: String, except exceptions: [String] = []) -> HTTPProxies {
        var proxies = HTTPProxies()
        proxies.byScheme = [.http: address, .https: address]
        proxies.exceptions = exceptions.map { $0.lowercased() }
        return proxies
    }

    /// What `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` say, in lower or upper case. `HTTP_PROXY` is not read:
    /// a request to a CGI program can set it. Loopback origins never go through a proxy of the environment.
    package static func environment(_ variables: (String) -> String? = Self.variable) -> HTTPProxies {
        func value(_ names: String...) -> String? {
            names.lazy.compactMap(variables).first { !$0.isEmpty }
        }
        var proxies = HTTPProxies()
        let all = value("all_proxy", "ALL_PROXY")
        proxies.byScheme[.http] = value("http_proxy") ?? all
        proxies.byScheme[.https] = value("https_proxy", "HTTPS_PROXY") ?? all
        let words = value("no_proxy", "NO_PROXY")?.lowercased().split { $0 == "," || $0.isWhitespace } ?? []
        proxies.exceptions = words.map(String.init)
        proxies.exceptsLoopback = true
        return proxies
    }

    /// The proxy for an origin; nil for a connection of its own.
    ///
    /// - Throws: ``HTTPError/Code/invalidRequest`` where its address has characters that no address has.
    package func proxy(for origin: HTTPOrigin) throws(HTTPError) -> String? {
        guard let proxy = byScheme[origin.scheme], !(exceptsLoopback && origin.isLoopback),
            !exceptions.contains(where: { Self.matches($0, origin) })
        else { return nil }
        guard proxy.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !proxy.isEmpty else {
            throw HTTPError(.invalidRequest, "the address of the proxy cannot be used", requestSent: false)
        }
        return proxy
    }

    private static func matches(_ exception: String, _ origin: HTTPOrigin) -> Bool {
        if exception == "*" { return true }
        if let address = origin.address {
            return IPNetwork(exception.filter { $0 != "[" && $0 != "]" })?.contains(address) ?? false
        }
        var name = exception[...]
        if name.hasPrefix("*") { name = name.dropFirst() }
        if name.hasPrefix(".") { name = name.dropFirst() }
        return !name.isEmpty && (origin.host == name || origin.host.hasSuffix("." + name))
    }

    package static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
