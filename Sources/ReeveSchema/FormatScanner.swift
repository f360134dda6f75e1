internal import ReevePattern

/// Reads one text for one format.
struct FormatScanner {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    let bytes: Bytes
    var position = 0

    init(_ bytes: Bytes) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skip(_ byte: Character) -> Bool {
        guard let wanted = byte.asciiValue, next == wanted else { return false }
        position += 1
        return true
    }

    mutating func skip(anyOf characters: String) -> UInt8? {
        guard let byte = next, characters.utf8.contains(byte) else { return nil }
        position += 1
        return byte
    }

    /// Exactly `count` digits.
    mutating func number(digits count: Int) -> Int? {
        guard position + count <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<position + count] {
            guard Self.isDigit(byte) else { return nil }
            value = value * 10 + Int(byte - 48)
        }
        position += count
        return value
    }

    /// Skips digits; returns how many.
    mutating func digits() -> Int {
        let start = position
        while let byte = next, Self.isDigit(byte) { position += 1 }
        return position - start
    }

    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    static func isHex(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }

    mutating func isUUID() -> Bool {
        guard bytes.count == 36 else { return false }
        for (index, byte) in bytes.enumerated() {
            let isDash = index == 8 || index == 13 || index == 18 || index == 23
            guard isDash ? byte == UInt8(ascii: "-") : Self.isHex(byte) else { return false }
        }
        return true
    }

    static func isJSONPointer(_ bytes: Bytes.SubSequence) -> Bool {
        guard let first = bytes.first else { return true }
        guard first == UInt8(ascii: "/") else { return false }
        for index in bytes.indices where bytes[index] == UInt8(ascii: "~") {
            guard index + 1 < bytes.endIndex, [UInt8(ascii: "0"), UInt8(ascii: "1")].contains(bytes[index + 1]) else {
                return false
            }
        }
        return true
    }

    mutating func isRelativeJSONPointer() -> Bool {
        let startsWithZero = next == UInt8(ascii: "0")
        let count = digits()
        guard count == 1 || count > 1 && !startsWithZero else { return false }
        if skip("#") { return isAtEnd }
        return Self.isJSONPointer(bytes[position...])
    }
}
