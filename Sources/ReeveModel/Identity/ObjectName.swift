/// The rule for names of objects: lower-case letters, digits, `-` and `.`, 1 to 63, first and last a letter or digit.
package enum ObjectName {
    package static func isValid(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { isValid(utf8: $0) }
    }

    package static func isValid(_ text: Substring) -> Bool {
        var text = text
        return text.withUTF8 { isValid(utf8: $0) }
    }

    package static func isValid(utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        guard (1...63).contains(utf8.count), isAlphanumeric(utf8[0]), isAlphanumeric(utf8[utf8.count - 1]) else {
            return false
        }
        for byte in utf8 where !isAlphanumeric(byte) && byte != UInt8(ascii: "-") && byte != UInt8(ascii: ".") {
            return false
        }
        return true
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
