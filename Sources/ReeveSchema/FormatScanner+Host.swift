/// Host names, addresses and mail boxes.
extension FormatScanner {
    /// RFC 1123: labels of letters, digits and inner hyphens, 63 bytes each and 253 together. Encoded
    /// labels (`xn--`) are not decoded.
    static func isHostname(_ bytes: Bytes.SubSequence) -> Bool {
        guard !bytes.isEmpty, bytes.count <= 253 else { return false }
        for label in bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard let first = label.first, let last = label.last, label.count <= 63, first != UInt8(ascii: "-"),
                last != UInt8(ascii: "-"),
                label.allSatisfy({ isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "-") })
            else { return false }
        }
        return true
    }

    static func isIPv4(_ bytes: Bytes.SubSequence) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                guard (1...3).contains(part.count), part.allSatisfy(isDigit) else { return false }
                guard part.count == 1 || part.first != UInt8(ascii: "0") else { return false }
                return part.reduce(0) { $0 * 10 + Int($1 - 48) } <= 255
            }
    }

    /// RFC 4291, section 2.2, without a zone.
    static func isIPv6(_ bytes: Bytes.SubSequence) -> Bool {
        let colon = UInt8(ascii: ":")
        var parts = bytes.split(separator: colon, omittingEmptySubsequences: false)
        guard (3...9).contains(parts.count) else { return false }
        var groups = 0
        if let last = parts.last, last.contains(UInt8(ascii: ".")) {
            guard isIPv4(last) else { return false }
            parts.removeLast()
            groups += 2
            // What is left ends in the colon before the address.
            if parts.count == 2, parts.allSatisfy(\.isEmpty) { return true }
        } else if parts[parts.count - 1].isEmpty {
            guard parts[parts.count - 2].isEmpty else { return false }
            parts.removeLast()
        }
        if parts.first?.isEmpty == true {
            guard parts.count > 1, parts[1].isEmpty else { return false }
            parts.removeFirst()
        }
        let gaps = parts.count { $0.isEmpty }
        guard gaps <= 1 else { return false }
        for part in parts where !part.isEmpty {
            guard part.count <= 4, part.allSatisfy(isHex) else { return false }
            groups += 1
        }
        return gaps == 1 ? groups <= 7 : groups == 8
    }

    /// A mail box of RFC 5321: a dot-atom or quoted local part, and a host name or an address in brackets.
    mutating func isEmail() -> Bool {
        guard let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { return false }
        let local = bytes[..<at]
        let domain = bytes[(at + 1)...]
        guard local.count <= 64, Self.isLocalPart(local) else { return false }
        guard domain.first == UInt8(ascii: "[") else { return Self.isHostname(domain) }
        guard domain.last == UInt8(ascii: "]") else { return false }
        let inner = domain.dropFirst().dropLast()
        let tag = "IPv6:"
        if inner.count > tag.utf8.count, inner.prefix(tag.utf8.count).elementsEqual(tag.utf8) {
            return Self.isIPv6(inner.dropFirst(tag.utf8.count))
        }
        return Self.isIPv4(inner)
    }

    private static func isLocalPart(_ local: Bytes.SubSequence) -> Bool {
        guard !local.isEmpty else { return false }
        let quote = UInt8(ascii: "\"")
        if local.first == quote {
            guard local.count >= 2, local.last == quote else { return false }
            var isEscaped = false
            for byte in local.dropFirst().dropLast() {
                guard (0x20...0x7E).contains(byte), isEscaped || byte != quote else { return false }
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            }
            return !isEscaped
        }
        return local.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty
                && atom.allSatisfy { isDigit($0) || isLetter($0) || "!#$%&'*+/=?^_`{|}~-".utf8.contains($0) }
        }
    }
}
