/// Finds the members of a JSON object without building values, in one pass and without allocation.
///
/// It serves two ends: the bytes of an entry must be taken as they stand (they are what was hashed),
/// and a verifier must not spend a full parse on every entry. It checks the outline only (quotes,
/// brackets, commas); what is inside is held to account by the hash.
enum RawMembers {
    /// Calls `body` with the ranges of each key (without quotes, escapes as written) and value.
    ///
    /// Returns false when the bytes are not one object with white space around it.
    static func scan(
        _ bytes: UnsafeBufferPointer<UInt8>, _ body: (_ key: Range<Int>, _ value: Range<Int>) -> Void
    ) -> Bool {
        var position = skipSpace(bytes, 0)
        guard position < bytes.count, bytes[position] == UInt8(ascii: "{") else { return false }
        position = skipSpace(bytes, position + 1)
        if position < bytes.count, bytes[position] == UInt8(ascii: "}") {
            return skipSpace(bytes, position + 1) == bytes.count
        }
        while true {
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return false }
            guard let keyEnd = endOfString(bytes, position) else { return false }
            let key = position + 1..<keyEnd - 1
            position = skipSpace(bytes, keyEnd)
            guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { return false }
            position = skipSpace(bytes, position + 1)
            guard let valueEnd = endOfValue(bytes, position) else { return false }
            body(key, position..<valueEnd)
            position = skipSpace(bytes, valueEnd)
            guard position < bytes.count else { return false }
            if bytes[position] == UInt8(ascii: "}") { return skipSpace(bytes, position + 1) == bytes.count }
            guard bytes[position] == UInt8(ascii: ",") else { return false }
            position = skipSpace(bytes, position + 1)
        }
    }

    /// The non-negative integer that `range` spells in canonical form; nil for anything else, also above 2^53 - 1,
    /// up to where every JSON reader agrees.
    static func integer(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int64? {
        guard (1...16).contains(range.count), range.count == 1 || bytes[range.lowerBound] != UInt8(ascii: "0") else {
            return nil
        }
        var value: Int64 = 0
        for index in range {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[index] else { return nil }
            value = value * 10 + Int64(bytes[index] - UInt8(ascii: "0"))
        }
        return value < SequenceGaps.limit ? value : nil
    }

    static func equals(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        for index in 0..<range.count where bytes[range.lowerBound + index] != text.utf8Start[index] { return false }
        return true
    }

    private static func skipSpace(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var position = start
        while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 || bytes[position] == 0x0D {
            position += 1
        }
        return position
    }

    /// The offset after the closing quote of the string that opens at `start`.
    private static func endOfString(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
        var position = start + 1
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") { return position + 1 }
            position += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }

    private static func endOfValue(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
        guard start < bytes.count else { return nil }
        var position = start
        var depth = 0
        repeat {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                guard let end = endOfString(bytes, position) else { return nil }
                position = end
                if depth == 0 { return position }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return position > start ? position : nil }
                depth -= 1
                position += 1
                if depth == 0 { return position }
            case UInt8(ascii: ","), 0x20, 0x09, 0x0D:
                if depth == 0 { return position > start ? position : nil }
                position += 1
            default: position += 1
            }
        } while position < bytes.count
        return nil
    }
}
