private import Glibc

/// A host name, or `*.example.org` for every name below one; the name itself is not below.
struct HostPattern: Sendable, Hashable {
    private let host: String
    private let isWildcard: Bool

    /// Nil for what is no host in its normal form.
    init?(_ text: String) {
        isWildcard = text.hasPrefix("*.")
        guard let host = HostPattern.normalized(Substring(isWildcard ? String(text.dropFirst(2)) : text)) else {
            return nil
        }
        self.host = host
    }

    /// - Parameter name: a result of ``host(of:)``.
    func matches(_ name: String) -> Bool { isWildcard ? name.hasSuffix("." + host) : name == host }

    /// Schemes whose URLs are about what the named host serves. `file://host/` opens a file of this machine, and what
    /// follows `javascript:` is a program.
    static let schemes: Set<String> = ["http", "https", "ws", "wss", "git", "ssh"]

    /// The host of a URL of one of ``schemes``, or of `host` and `host:port`, in lower case and normal form.
    ///
    /// Nil for every other scheme, and for everything that two readers could take for different hosts: credentials
    /// before the host, backslashes, blanks, percent signs, letters beyond ASCII, addresses that are not four plain
    /// decimals, names that begin with `-`, ports beyond 65535.
    static func host(of text: String) -> String? {
        guard (1...8_192).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else { return nil }
        var authority = Substring(text)
        if let range = firstRange(of: "://", in: text) {
            guard schemes.contains(text[..<range.lowerBound].lowercased()) else { return nil }
            authority = text[range.upperBound...].prefix { !"/?#".contains($0) }
        } else if text.contains(where: { "/?#".contains($0) }) {
            return nil
        }
        guard !authority.contains("@") else { return nil }
        if authority.first == "[" {
            guard let close = authority.firstIndex(of: "]"), isPort(authority[authority.index(after: close)...]) else {
                return nil
            }
            return normalized(authority[...close])
        }
        let name = authority.prefix { $0 != ":" }
        guard isPort(authority[name.endIndex...]) else { return nil }
        return normalized(name)
    }

    private static func firstRange(of mark: String, in text: String) -> Range<String.Index>? {
        var index = text.startIndex
        while index < text.endIndex {
            if text[index...].hasPrefix(mark) { return index..<text.index(index, offsetBy: mark.count) }
            index = text.index(after: index)
        }
        return nil
    }

    /// Nothing, or a colon and a port.
    private static func isPort(_ text: Substring) -> Bool {
        guard let colon = text.first else { return true }
        let digits = text.dropFirst()
        return colon == ":" && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && (digits.isEmpty || digits.utf8.count <= 5 && UInt16(digits) != nil)
    }

    private static func normalized(_ text: Substring) -> String? {
        if text.first == "[" { return text.last == "]" ? address(String(text.dropFirst().dropLast())) : nil }
        var name = text.lowercased()[...]
        if name.last == "." { name = name.dropLast() }
        guard (1...253).contains(name.utf8.count) else { return nil }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.allSatisfy({ !$0.isEmpty && $0.first != "-" && $0.utf8.allSatisfy(isLabelByte) }),
            let last = labels.last
        else {
            return nil
        }
        // A last label that starts with a digit is an address in one of many spellings; only one is taken.
        if let first = last.utf8.first, (0x30...0x39).contains(first) {
            return isPlainIPv4(labels) ? String(name) : nil
        }
        return String(name)
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }

    private static func isPlainIPv4(_ labels: [Substring]) -> Bool {
        labels.count == 4 && labels.allSatisfy { label in UInt8(label).map { String($0) == label } ?? false }
    }

    /// IPv6 in eight groups; an IPv4 address inside one is written as that.
    private static func address(_ text: String) -> String? {
        var raw = in6_addr()
        guard inet_pton(AF_INET6, text, &raw) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: &raw) { Array($0) }
        if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
            return bytes[12...].map { String($0) }.joined(separator: ".")
        }
        let groups = stride(from: 0, to: 16, by: 2).map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }
        return "[" + groups.joined(separator: ":") + "]"
    }
}
