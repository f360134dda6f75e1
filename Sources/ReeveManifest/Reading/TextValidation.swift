import Glibc
import ReeveDiagnostics

/// What a manifest's bytes must be, before any grammar looks at them.
enum TextValidation {
    enum FlawKind { case nul, invalidUTF8 }

    struct Result {
        var flaw: (kind: FlawKind, offset: Int)?
        /// See ``isOdd(_:)``; a carriage return counts, whatever follows it.
        var hasOddCharacters = false
        var isASCII = true
    }

    /// Whether a raw character is refused in YAML: control characters, and what some readers take for a line end
    /// or for nothing at all, so that a reviewer and the machine may read two different texts.
    static func isOdd(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x09, 0x0A: false
        case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: false
        }
    }

    /// One pass over the bytes, eight at a time where they are plain ASCII.
    static func check(_ bytes: UnsafeBufferPointer<UInt8>) -> Result {
        var result = Result()
        let raw = UnsafeRawBufferPointer(bytes)
        let high: UInt64 = 0x8080_8080_8080_8080
        var index = 0
        while index < bytes.count {
            if index + 8 <= bytes.count {
                let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                // A byte below 0x20 borrows into its high bit; exact for words without high bits.
                if (word | (word &- 0x2020_2020_2020_2020)) & high == 0, !hasDelete(word) {
                    index += 8
                    continue
                }
            }
            let byte = bytes[index]
            if byte >= 0x80 {
                result.isASCII = false
                guard let (scalar, length) = scalar(in: bytes, at: index) else {
                    result.flaw = (.invalidUTF8, index)
                    return result
                }
                if isOdd(scalar) { result.hasOddCharacters = true }
                index += length
                continue
            }
            if byte == 0 {
                result.flaw = (.nul, index)
                return result
            }
            if isOdd(UInt32(byte)) { result.hasOddCharacters = true }
            index += 1
        }
        return result
    }

    private static func hasDelete(_ word: UInt64) -> Bool {
        let flipped = word ^ 0x7F7F_7F7F_7F7F_7F7F
        return (flipped &- 0x0101_0101_0101_0101) & ~flipped & 0x8080_8080_8080_8080 != 0
    }

    /// The character at `index`; nil where the bytes are not UTF-8 (overlong forms and surrogates are not).
    static func scalar(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (value: UInt32, length: Int)? {
        let first = bytes[index]
        let length: Int
        var value: UInt32
        switch first {
        case 0..<0x80: return (UInt32(first), 1)
        case 0xC2...0xDF: (length, value) = (2, UInt32(first & 0x1F))
        case 0xE0...0xEF: (length, value) = (3, UInt32(first & 0x0F))
        case 0xF0...0xF4: (length, value) = (4, UInt32(first & 0x07))
        default: return nil
        }
        guard index + length <= bytes.count else { return nil }
        for offset in 1..<length {
            let next = bytes[index + offset]
            guard next & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(next & 0x3F)
        }
        let isLongEnough = length == 2 || (length == 3 ? value >= 0x800 : value >= 0x10000)
        guard isLongEnough, Unicode.Scalar(value) != nil else { return nil }
        return (value, length)
    }

    /// Line and column of a byte, in characters; `line` and `from` name a line start known to lie before it.
    static func position(
        of offset: Int, in bytes: UnsafeBufferPointer<UInt8>, line: Int = 1, from: Int = 0
    ) -> SourcePosition {
        let (start, line) = self.line(of: offset, in: bytes, line: line, from: from)
        let column = bytes[start..<offset].reduce(1) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
        return SourcePosition(line: line, column: column)
    }

    /// The line of a byte and where that line starts, counted from a line start that lies before it.
    static func line(
        of offset: Int, in bytes: UnsafeBufferPointer<UInt8>, line: Int, from: Int
    ) -> (offset: Int, line: Int) {
        var line = line
        var start = from
        while let next = bytes.firstOffset(of: UInt8(ascii: "\n"), from: start), next < offset {
            start = next + 1
            line += 1
        }
        return (start, line)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The first place of `byte` at or after `start`.
    func firstOffset(of byte: UInt8, from start: Int) -> Int? {
        guard start < count, let base = baseAddress,
            let found = memchr(base + start, CInt(byte), count - start)
        else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
}
