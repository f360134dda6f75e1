/// URIs of RFC 3986, IRIs of RFC 3987 and templates of RFC 6570 (erratum 6937 allows the apostrophe).
extension FormatScanner {
    private static let scheme = ASCIISet("+-.").union(ASCIISet.lettersAndDigits)
    private static let afterAuthority = ASCIISet("/?#")

    mutating func isURI(needsScheme: Bool, allowsUnicode: Bool) -> Bool {
        let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
        let end = bytes.firstIndex(where: Self.afterAuthority.contains) ?? bytes.count
        var hasScheme = false
        if let colon, colon < end {
            hasScheme =
                colon > 0 && Self.isLetter(bytes[0])
                && bytes[..<colon].allSatisfy(Self.scheme.contains)
            // A first segment with a colon must be a scheme.
            guard hasScheme else { return false }
            position = colon + 1
        }
        guard hasScheme || !needsScheme else { return false }
        if bytes.count >= position + 2, skip("/") {
            if skip("/") {
                guard authority(allowsUnicode: allowsUnicode) else { return false }
            } else {
                position -= 1
            }
        }
        guard characters("/", allowsUnicode: allowsUnicode) else { return false }
        if skip("?"), !characters("/?", allowsUnicode: allowsUnicode) { return false }
        if skip("#"), !characters("/?", allowsUnicode: allowsUnicode) { return false }
        return isAtEnd
    }

    private mutating func authority(allowsUnicode: Bool) -> Bool {
        let end = bytes[position...].firstIndex(where: Self.afterAuthority.contains) ?? bytes.count
        var host = bytes[position..<end]
        if let at = host.lastIndex(of: UInt8(ascii: "@")) {
            guard Self.areCharacters(host[..<at], ":", allowsUnicode: allowsUnicode, withoutAt: true) else {
                return false
            }
            host = host[(at + 1)...]
        }
        if host.first == UInt8(ascii: "[") {
            guard let close = host.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let inner = host[(host.startIndex + 1)..<close]
            guard Self.isIPv6(inner) || Self.isFutureAddress(inner) else { return false }
            host = host[(close + 1)...]
            guard host.isEmpty || host.first == UInt8(ascii: ":") else { return false }
        }
        if let colon = host.firstIndex(of: UInt8(ascii: ":")) {
            guard host[(colon + 1)...].allSatisfy(Self.isDigit) else { return false }
            host = host[..<colon]
        }
        position = end
        return Self.areCharacters(host, "", allowsUnicode: allowsUnicode, withoutAt: true)
    }

    private static func isFutureAddress(_ bytes: Bytes.SubSequence) -> Bool {
        guard bytes.first.map({ $0 | 0x20 }) == UInt8(ascii: "v"), let dot = bytes.firstIndex(of: UInt8(ascii: ".")),
            dot > bytes.startIndex + 1, dot + 1 < bytes.endIndex
        else { return false }
        return bytes[(bytes.startIndex + 1)..<dot].allSatisfy(isHex)
            && areCharacters(bytes[(dot + 1)...], ":", allowsUnicode: false, withoutAt: true)
    }

    /// Skips path characters, and `extra` ones; false on a broken percent escape.
    private mutating func characters(_ extra: String, allowsUnicode: Bool) -> Bool {
        let stop = bytes[position...].firstIndex { byte in
            (byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")) && !extra.utf8.contains(byte)
        }
        let part = bytes[position..<(stop ?? bytes.count)]
        position = part.endIndex
        return Self.areCharacters(part, extra, allowsUnicode: allowsUnicode, withoutAt: false)
    }

    /// Letters, digits and what stands for itself in every part.
    private static let plain = ASCIISet("-._~!$&'()*+,;=").union(ASCIISet.lettersAndDigits)

    private static func areCharacters(
        _ bytes: Bytes.SubSequence, _ extra: String, allowsUnicode: Bool, withoutAt: Bool
    ) -> Bool {
        let extra = ASCIISet(extra + (withoutAt ? "" : ":@")).union(plain)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%") {
                guard index + 2 < bytes.endIndex, isHex(bytes[index + 1]), isHex(bytes[index + 2]) else { return false }
                index += 3
                continue
            }
            guard byte < 0x80 ? extra.contains(byte) : allowsUnicode else { return false }
            index += 1
        }
        return true
    }

    mutating func isURITemplate() -> Bool {
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "{"): guard templateExpression() else { return false }
            case UInt8(ascii: "%"):
                guard position + 1 < bytes.count, Self.isHex(bytes[position]), Self.isHex(bytes[position + 1]) else {
                    return false
                }
                position += 2
            case 0...0x20, 0x7F, UInt8(ascii: "}"), UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"),
                UInt8(ascii: "\\"), UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "|"):
                return false
            default: break
            }
        }
        return true
    }

    private mutating func templateExpression() -> Bool {
        _ = skip(anyOf: "+#./;?&=,!@|")
        while true {
            guard templateVariable() else { return false }
            if skip(":") {
                let startsWithZero = next == UInt8(ascii: "0")
                guard (1...4).contains(digits()), !startsWithZero else { return false }
            } else {
                _ = skip("*")
            }
            if skip("}") { return true }
            guard skip(",") else { return false }
        }
    }

    private mutating func templateVariable() -> Bool {
        let start = position
        while let byte = next {
            if byte == UInt8(ascii: "%") {
                guard position + 2 < bytes.count, Self.isHex(bytes[position + 1]), Self.isHex(bytes[position + 2])
                else { return false }
                position += 3
            } else if Self.isDigit(byte) || Self.isLetter(byte) || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: ".") && position > start && bytes[position - 1] != byte
            {
                position += 1
            } else {
                break
            }
        }
        return position > start
    }
}
