private import Glibc

/// Whether a text is an entry of an egress list: `api.example.com`, `*.example.com`, `10.1.0.0/16`, `fd00::/8`.
///
/// ReeveHTTPClient reads the entries; manifests are checked without it. A test holds the two to one grammar.
package enum EgressText {
    package static func isEntry(_ text: String) -> Bool {
        if isNetwork(text) { return true }
        if text.hasPrefix("*.") { return isName(text.dropFirst(2)) }
        if text.hasPrefix("["), text.hasSuffix("]") {
            let inner = String(text.dropFirst().dropLast())
            return inner.contains(":") && bytes(inner) != nil
        }
        return isName(text[...])
    }

    /// An address, or a block of them that begins at its first address.
    private static func isNetwork(_ text: String) -> Bool {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let address = bytes(parts[0]) else { return false }
        guard parts.count == 2 else { return true }
        guard !parts[1].isEmpty, parts[1].utf8.count <= 3, parts[1].utf8.allSatisfy(isDigit),
            var prefix = Int(parts[1])
        else { return false }
        // A block written in the IPv4-mapped form counts its bits from the start of the IPv6 address.
        if address.count == 4, parts[0].contains(":") { prefix -= 96 }
        guard (0...address.count * 8).contains(prefix) else { return false }
        return (prefix..<address.count * 8).allSatisfy { address[$0 / 8] & (0x80 >> UInt8($0 % 8)) == 0 }
    }

    /// The bytes of an address: 4 for IPv4, also where it is written inside IPv6; 16 for IPv6; nil for any other text.
    private static func bytes(_ text: String) -> [UInt8]? {
        var short = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, text, &short) == 1 { return short }
        var long = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, text, &long) == 1 else { return nil }
        let isMapped = long[..<10].allSatisfy { $0 == 0 } && long[10] == 0xFF && long[11] == 0xFF
        return isMapped ? Array(long[12...]) : long
    }

    /// A name of RFC 1123, whose labels may have `_`. A last label that is a number makes resolvers read the whole as an
    /// address, so it is no name.
    private static func isName(_ text: Substring) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 253 else { return false }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.allSatisfy(isLabel), let last = labels.last else { return false }
        return !last.utf8.allSatisfy(isDigit) && !last.lowercased().hasPrefix("0x")
    }

    private static func isLabel(_ label: Substring) -> Bool {
        guard (1...63).contains(label.utf8.count), label.first != "-", label.last != "-" else { return false }
        return label.utf8.allSatisfy { byte in
            isDigit(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "_")
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
