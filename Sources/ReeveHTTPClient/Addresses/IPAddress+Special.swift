/// Addresses that no public service has: RFC 6890 and the registries that continue it.
extension IPAddress {
    /// `127.0.0.0/8` and `::1`.
    package var isLoopback: Bool { Self.loopback.contains { $0.contains(self) } }

    /// The special block of the address; nil for a public address.
    ///
    /// Blocks that carry an IPv4 address inside IPv6 are special where that address is: a translator or a relay would
    /// deliver there.
    package var specialBlock: IPNetwork? {
        if let block = Self.special.first(where: { $0.contains(self) }) { return block }
        guard let inner = embeddedAddress, inner.specialBlock != nil else { return nil }
        return Self.carriers.first { $0.contains(self) }
    }

    /// The IPv4 address that IPv4-compatible addresses, NAT64 (RFC 6052) and 6to4 (RFC 3056) carry.
    private var embeddedAddress: IPAddress? {
        guard case .v6(let high, let low) = self else { return nil }
        if high == 0, low >> 32 == 0 { return .v4(UInt32(truncatingIfNeeded: low)) }
        if high == 0x0064_FF9B_0000_0000, low >> 32 == 0 { return .v4(UInt32(truncatingIfNeeded: low)) }
        if high >> 48 == 0x2002 { return .v4(UInt32(truncatingIfNeeded: high >> 16)) }
        return nil
    }

    private static let loopback = ["127.0.0.0/8", "::1"].compactMap(IPNetwork.init)

    private static let carriers = ["::/96", "64:ff9b::/96", "2002::/16"].compactMap(IPNetwork.init)

    private static let special = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8",
        // Link-local; 169.254.169.254 tells the credentials of a machine in most clouds.
        "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        // The host's agent in Azure: a public address that only a machine's own host answers.
        "168.63.129.16/32",
        "::/128", "::1/128",
        // NAT64 with a prefix of one's own, and Teredo, whose inner address is a client behind any router.
        "64:ff9b:1::/48", "2001::/32",
        "100::/64", "2001:2::/48", "2001:10::/28", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10",
        "fec0::/10", "ff00::/8",
    ].compactMap(IPNetwork.init)
}
