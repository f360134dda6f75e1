/// Tests on single bytes, by table.
enum ByteClass {
    static let alphanumeric: UInt16 = 1
    /// Letters, digits, `-`, `_`: what most tokens are made of.
    static let token: UInt16 = 2
    /// What RFC 6750 allows in a bearer token.
    static let bearer: UInt16 = 4
    static let base64: UInt16 = 8
    static let digit: UInt16 = 16
    static let letter: UInt16 = 32
    /// Ends a parameter's value in a URL, a header or a line of a shell.
    static let valueEnd: UInt16 = 64
    /// Ends the authority of a URL.
    static let authorityEnd: UInt16 = 128
    static let upperOrDigit: UInt16 = 256

    static let table: [UInt16] = {
        var table = [UInt16](repeating: 0, count: 256)
        func mark(_ text: String, _ flags: UInt16) { for byte in text.utf8 { table[Int(byte)] |= flags } }
        mark("0123456789", alphanumeric | token | bearer | base64 | digit)
        mark("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", alphanumeric | token | bearer | base64 | letter)
        mark("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", upperOrDigit)
        mark("-_", token | bearer | base64)
        mark("._~+/=", bearer)
        mark("+/=", base64)
        mark(" \t\r\n\"'<>&;,`)}]\\|", valueEnd)
        mark(" \t\r\n\"'<>`\\/?#|{}^", authorityEnd)
        for control in 0..<0x20 { table[control] |= valueEnd | authorityEnd }
        return table
    }()

    @inline(__always)
    static func has(_ byte: UInt8, _ flags: UInt16) -> Bool { table[Int(byte)] & flags != 0 }

    static func isAlphanumeric(_ byte: UInt8) -> Bool { has(byte, alphanumeric) }
    static func isBase64(_ byte: UInt8) -> Bool { has(byte, base64) }
}
