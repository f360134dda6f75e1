/// The rule for names of objects: lower-case letters, digits, `-` and `.`, 1 to 63, first and last a letter or digit.
package enum ObjectName {
    package static func isValid(_ text: some StringProtocol) -> Bool {
        isValid(utf8: text.utf8)
    }

    package static func isValid(utf8: some Collection<UInt8>) -> Bool {
        guard (1...63).contains(utf8.count), let first = utf8.first, isAlphanumeric(first),
            isAlphanumeric(lastByte(of: utf8))
        else { return false }
        return utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }

    private static func lastByte(of utf8: some Collection<UInt8>) -> UInt8 {
        utf8.reduce(0) { $1 }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
