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
