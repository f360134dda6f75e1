/// Says quickly of a place in a text that nothing to redact begins there.
///
/// A bit for each hash of the first three bytes of all that is searched for; most places of ordinary
/// text fail this one test.
struct AnchorFilter: Sendable {
    private static let indexBits: UInt32 = 16
    private let bits: [UInt64]

    init(_ anchors: [[UInt8]]) {
        var bits = [UInt64](repeating: 0, count: 1 << (Self.indexBits - 6))
        for anchor in anchors where anchor.count >= 3 {
            let index = Self.index(UInt32(anchor[0]) | UInt32(anchor[1]) << 8 | UInt32(anchor[2]) << 16)
            bits[index >> 6] |= 1 << UInt64(index & 63)
        }
        self.bits = bits
    }

    @inline(__always)
    private static func index(_ window: UInt32) -> Int {
        Int((window &* 0x9E37_79B1) >> (32 - indexBits))
    }

    /// The first place from `start` on where something may begin; nil when there is none before the last
    /// three bytes, where nothing fits.
    @inline(__always)
    func next(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard let base = UnsafeRawPointer(bytes.baseAddress) else { return nil }
        let end = bytes.count - 3
        return bits.withUnsafeBufferPointer { bits in
            var position = start
            while position < end {
                let window = UInt32(littleEndian: base.loadUnaligned(fromByteOffset: position, as: UInt32.self))
                let index = Self.index(window & 0xFF_FFFF)
                if bits[index >> 6] >> UInt64(index & 63) & 1 == 1 { return position }
                position += 1
            }
            return nil
        }
    }
}

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
