/// Scheme, host and port of an address: what credentials are bound to (RFC 6454).
package struct HTTPOrigin: Sendable, Hashable, CustomStringConvertible {
    package enum Scheme: String, Sendable, Hashable {
        case http
        case https

        package var defaultPort: Int { self == .http ? 80 : 443 }
    }

    package let scheme: Scheme
    /// In lower case; an IPv6 address without its brackets, in its shortest form.
    package let host: String
    package let port: Int
    /// Of a host that is written as an address.
    package let address: IPAddress?

    /// - Parameters:
    ///   - authority: host and port, as in an address. User information is refused.
    ///   - scheme: gives the port where there is none.
    package init?(scheme: Scheme, authority: Substring) {
        var host = authority
        var port = scheme.defaultPort
        let afterBracket = authority.lastIndex(of: "]") ?? authority.startIndex
        if let colon = authority[afterBracket...].lastIndex(of: ":") {
            let digits = authority[authority.index(after: colon)...]
            guard digits.utf8.count <= 5, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(digits), (1...65_535).contains(number)
            else { return nil }
            port = number
            host = authority[..<colon]
        }
        guard let host = Host(host) else { return nil }
        self.scheme = scheme
        self.host = host.text
        self.port = port
        address = host.address
    }

    /// `localhost`, or an address of the loopback interface.
    package var isLoopback: Bool { address.map(\.isLoopback) ?? (host == "localhost") }

    /// As an address begins, without the port where the scheme says it: `https://[2001:db8::1]:8443`.
    package var description: String {
        let shown = host.contains(":") ? "[\(host)]" : host
        return "\(scheme)://\(shown)" + (port == scheme.defaultPort ? "" : ":\(port)")
    }
}

extension HTTPOrigin {
    /// A name of RFC 1123 (labels may have `_`, as many private ones do), an IPv4 address of four numbers, or an IPv6
    /// address in brackets.
    ///
    /// Spellings that resolvers read in different ways are refused: `127.1`, `0x7f000001`, a dot at the end. A name of
    /// other letters is written as DNS has it (`xn--…`).
    struct Host {
        let text: String
        let address: IPAddress?

        init?(_ text: Substring) {
            if text.hasPrefix("[") {
                guard text.hasSuffix("]"), let address = IPAddress(text.dropFirst().dropLast()), text.contains(":")
                else { return nil }
                self.text = "\(address)"
                self.address = address
                return
            }
            guard !text.isEmpty, text.utf8.count <= 253 else { return nil }
            let labels = text.split(separator: ".", omittingEmptySubsequences: false)
            guard labels.allSatisfy(Self.isLabel), let last = labels.last else { return nil }
            self.text = text.lowercased()
            // A last label that is a number makes resolvers read the whole as an IPv4 address.
            guard last.utf8.allSatisfy({ (0x30...0x39).contains($0) }) || last.lowercased().hasPrefix("0x") else {
                address = nil
                return
            }
            guard let address = IPAddress(text) else { return nil }
            self.address = address
        }

        private static func isLabel(_ label: Substring) -> Bool {
            guard (1...63).contains(label.utf8.count), label.first != "-", label.last != "-" else { return false }
            return label.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
        }
    }
}
