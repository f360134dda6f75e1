import ReeveJSON

/// A ULID: 26 characters of Crockford's base 32, sortable by time, 80 random bits.
///
/// Within one ``Generator`` ids ascend strictly, also inside a millisecond.
package struct ULID: Sendable, Hashable {
    package let text: String

    /// Reads an id in either case; nil for anything that is no ULID.
    package init?(_ text: String) {
        guard text.utf8.count == 26, let first = text.utf8.first, first <= UInt8(ascii: "7") else { return nil }
        var isUpper = true
        for byte in text.utf8 {
            if ULID.isDigit(byte) { continue }
            isUpper = false
            guard (0x61...0x7A).contains(byte), ULID.isDigit(byte - 0x20) else { return nil }
        }
        self.text = isUpper ? text : text.uppercased()
    }

    /// Composes an id from milliseconds since the epoch (48 bits) and 80 bits of randomness.
    package init(milliseconds: UInt64, high: UInt16, low: UInt64) {
        var characters = [UInt8](repeating: 0, count: 26)
        var time = milliseconds
        for index in stride(from: 9, through: 0, by: -1) {
            characters[index] = ULID.alphabet[Int(time & 31)]
            time >>= 5
        }
        var upper = UInt64(high)
        var lower = low
        for index in stride(from: 25, through: 10, by: -1) {
            characters[index] = ULID.alphabet[Int(lower & 31)]
            lower = lower >> 5 | (upper & 31) << 59
            upper >>= 5
        }
        text = String(decoding: characters, as: UTF8.self)
    }

    /// The id of nothing: no generator gives it.
    package static let none = ULID(milliseconds: 0, high: 0, low: 0)

    /// Crockford's alphabet: no I, L, O and U.
    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x48, 0x4A, 0x4B, 0x4D, 0x4E, 0x50...0x54, 0x56...0x5A: true
        default: false
        }
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// Makes ids that ascend; a value type, so its owner decides who shares it.
    package struct Generator: Sendable {
        private var lastMilliseconds: UInt64 = 0
        private var high: UInt16 = 0
        private var low: UInt64 = 0

        package init() {}

        /// The next id, at `now` or at the last id's time where the clock went back.
        package mutating func next(at now: Timestamp, using random: inout some RandomNumberGenerator) -> ULID {
            let milliseconds = max(UInt64(max(0, now.microseconds / 1_000)), lastMilliseconds)
            if milliseconds == lastMilliseconds {
                low &+= 1
                if low == 0 { high &+= 1 }
            } else {
                lastMilliseconds = milliseconds
                // The top bit stays free, so counting up inside a millisecond does not overflow.
                high = random.next() & 0x7FFF
                low = random.next()
            }
            return ULID(milliseconds: milliseconds, high: high, low: low)
        }

        package mutating func next(at now: Timestamp) -> ULID {
            var random = SystemRandomNumberGenerator()
            return next(at: now, using: &random)
        }
    }
}

extension ULID: CustomStringConvertible {
    package var description: String { text }
}

extension ULID: Comparable {
    package static func < (lhs: ULID, rhs: ULID) -> Bool { lhs.text < rhs.text }
}
