/// Standard Base 64 with padding (RFC 4648, section 4), as signed notes use it.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }()

    static func encode(_ bytes: [UInt8]) -> String {
        var out: [UInt8] = []
        out.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var group = UInt32(bytes[start]) << 16
            if count > 1 { group |= UInt32(bytes[start + 1]) << 8 }
            if count > 2 { group |= UInt32(bytes[start + 2]) }
            for place in 0..<4 {
                let index = Int(group >> (18 - 6 * UInt32(place)) & 63)
                out.append(place <= count ? alphabet[index] : UInt8(ascii: "="))
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The bytes of `text`; nil unless it is exactly what ``encode(_:)`` would give.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let utf8 = Array(text.utf8)
        guard utf8.count.isMultiple(of: 4) else { return nil }
        let padding = utf8.suffix(2).count { $0 == UInt8(ascii: "=") }
        var out: [UInt8] = []
        out.reserveCapacity(utf8.count / 4 * 3)
        for start in stride(from: 0, to: utf8.count, by: 4) {
            let isLast = start + 4 == utf8.count
            let used = isLast ? 4 - padding : 4
            var group: UInt32 = 0
            for place in 0..<4 {
                let value = place < used ? values[Int(utf8[start + place])] : 0
                guard value != 0xFF else { return nil }
                group = group << 6 | UInt32(value)
            }
            for place in 0..<used - 1 { out.append(UInt8(truncatingIfNeeded: group >> (16 - 8 * UInt32(place)))) }
            // Bits beyond the last byte must be zero, or two texts would stand for one value.
            if isLast, used == 2, group & 0xFFFF != 0 { return nil }
            if isLast, used == 3, group & 0xFF != 0 { return nil }
        }
        // "=" in the last place only with two of them: "ab=c" has a padding sign that is not at the end.
        if padding == 1, utf8.last != UInt8(ascii: "=") { return nil }
        return out
    }
}
