/// Where connections may go: names, names below a domain, and blocks of addresses.
///
/// | Entry | Allows |
/// | --- | --- |
/// | `api.example.com` | that name, where it resolves to a public address |
/// | `*.example.com` | every name below `example.com`, not `example.com` itself, where it resolves to a public address |
/// | `192.0.2.7`, `10.1.0.0/16`, `fd00::/8` | those addresses, whatever name led there |
///
/// Private, loopback, link-local and other special addresses are allowed by an entry that lies inside their block:
/// `10.0.0.0/8` allows private addresses, `0.0.0.0/0` allows public ones alone. An endpoint that is itself `localhost` or
/// a loopback address needs no more than its own name.
///
/// The address is judged when the socket is opened, so a name that resolves to something else the second time gains
/// nothing.
package struct EgressList: Sendable, Hashable {
    package enum Entry: Sendable, Hashable {
        case host(String)
        /// Every name below this one.
        case below(String)
        case network(IPNetwork)
    }

    package let entries: [Entry]

    package init(_ entries: [Entry]) { self.entries = entries }

    /// Reads entries; the failure names the first text that is none.
    package static func parse(_ texts: [String]) -> Result<EgressList, UnreadableEntry> {
        var entries: [Entry] = []
        for text in texts {
            guard let entry = Entry(text) else { return .failure(UnreadableEntry(text: text)) }
            entries.append(entry)
        }
        return .success(EgressList(entries))
    }

    package struct UnreadableEntry: Error, Sendable, Hashable {
        package let text: String
    }

    /// What holds where nobody gave a list: the endpoint's own host.
    package static func endpoint(_ origin: HTTPOrigin) -> EgressList {
        EgressList([.host(origin.host)])
    }

    /// Whether a connection for `origin` may go to `address`.
    package func allows(_ address: IPAddress, for origin: HTTPOrigin) -> Bool {
        let special = address.specialBlock
        let isListed = entries.contains { entry in
            guard case .network(let network) = entry, network.contains(address) else { return false }
            return special.map { $0.contains(network) } ?? true
        }
        if isListed { return true }
        guard names(origin.host) else { return false }
        return special == nil || address.isLoopback && origin.isLoopback
    }

    /// Whether any address could be allowed: false makes asking the name servers needless, and tells them nothing.
    package func mayAllow(_ origin: HTTPOrigin) -> Bool {
        if let address = origin.address { return allows(address, for: origin) }
        return names(origin.host)
            || entries.contains { if case .network = $0 { true } else { false } }
    }

    /// Whether a proxy may be asked for `origin`. The proxy resolves the name, so the name alone is judged.
    package func allowsThroughProxy(_ origin: HTTPOrigin) -> Bool {
        origin.address.map { allows($0, for: origin) } ?? names(origin.host)
    }

    private func names(_ host: String) -> Bool {
        entries.contains { entry in
            switch entry {
            case .host(let name): name == host
            case .below(let domain): host.utf8.count > domain.utf8.count + 1 && host.hasSuffix("." + domain)
            case .network: false
            }
        }
    }
}

extension EgressList.Entry {
    /// nil where the text is no name, no `*.` and name, no address and no block of addresses.
    package init?(_ text: String) {
        if let network = IPNetwork(text) {
            self = .network(network)
        } else if text.hasPrefix("*."), let host = HTTPOrigin.Host(text.dropFirst(2)), host.address == nil {
            self = .below(host.text)
        } else if let host = HTTPOrigin.Host(text[...]) {
            self = host.address.flatMap { IPNetwork("\($0)") }.map { .network($0) } ?? .host(host.text)
        } else {
            return nil
        }
    }
}
