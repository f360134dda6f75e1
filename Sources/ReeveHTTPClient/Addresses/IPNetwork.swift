/// A block of addresses, as `10.0.0.0/8` or `fc00::/7`. A single address is a block of its own.
package struct IPNetwork: Sendable, Hashable, CustomStringConvertible {
    package let base: IPAddress
    /// Leading bits that all addresses of the block share.
    package let prefix: Int

    /// nil where the text is no address or block, where the prefix is longer than the address, or where the address has
    /// bits behind the prefix (`10.0.0.1/8`: it is not clear which block is meant).
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let base = IPAddress(parts[0]) else { return nil }
        let bits = base.bitCount
        self.base = base
        guard parts.count == 2 else {
            prefix = bits
            return
        }
        guard !parts[1].isEmpty, parts[1].utf8.count <= 3, parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            var prefix = Int(parts[1])
        else { return nil }
        // A block written in the IPv4-mapped form counts its bits from the start of the IPv6 address.
        if case .v4 = base, parts[0].contains(":") { prefix -= 96 }
        guard (0...bits).contains(prefix), base.masked(prefix) == base else { return nil }
        self.prefix = prefix
    }

    package func contains(_ address: IPAddress) -> Bool {
        address.bitCount == base.bitCount && address.masked(prefix) == base
    }

    package func contains(_ network: IPNetwork) -> Bool { network.prefix >= prefix && contains(network.base) }

    package var description: String { "\(base)/\(prefix)" }
}

extension IPAddress {
    fileprivate var bitCount: Int {
        switch self {
        case .v4: 32
        case .v6: 128
        }
    }

    /// The address with only its leading bits.
    fileprivate func masked(_ prefix: Int) -> IPAddress {
        switch self {
        case .v4(let bits): .v4(bits & UInt32.max << UInt32(32 - prefix))
        case .v6(let high, let low):
            .v6(
                high: high & UInt64.max << UInt64(max(0, 64 - prefix)),
                low: prefix <= 64 ? 0 : low & UInt64.max << UInt64(128 - prefix))
        }
    }
}
