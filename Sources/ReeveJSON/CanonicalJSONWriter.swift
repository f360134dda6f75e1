/// Canonical JSON bytes (RFC 8785): no white space, sorted keys, shortest escapes and numbers.
///
/// These bytes are what is stored, compared and hashed; nothing else in reeve writes JSON that
/// takes part in a digest.
package struct CanonicalJSONWriter {
    package private(set) var bytes: [UInt8]
    /// Numbers as they were read and not in canonical form: for what is sent or kept to be sent. Such bytes are canonical
    /// in all else; digests of values are never taken of them.
    private let writesNumbersAsRead: Bool
    /// The last byte of what was taken out.
    private var lastTaken: UInt8?

    /// What was written last, also where it was taken out since.
    package var lastByte: UInt8? { bytes.last ?? lastTaken }

    package init(reservingCapacity capacity: Int = 256, numbersAsWritten: Bool = false) {
        writesNumbersAsRead = numbersAsWritten
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Gives away what was written so far and goes on behind it.
    package mutating func take() -> [UInt8] {
        lastTaken = lastByte
        let taken = bytes
        bytes = []
        bytes.reserveCapacity(taken.count)
        return taken
    }

    package mutating func write(_ value: JSONValue) {
        switch value {
        case .null: bytes += StaticText.null
        case .bool(let flag): bytes += flag ? StaticText.true : StaticText.false
        case .number(let number): bytes += (writesNumbersAsRead ? number.writtenText : number.canonicalText).utf8
        case .string(let text): write(text)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            var isFirst = true
            for element in elements {
                if !isFirst { bytes.append(UInt8(ascii: ",")) }
                isFirst = false
                write(element)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            var isFirst = true
            for member in object {
                if !isFirst { bytes.append(UInt8(ascii: ",")) }
                isFirst = false
                write(member.key)
                bytes.append(UInt8(ascii: ":"))
                write(member.value)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// Writes a quoted, escaped string.
    package mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { write(utf8: $0) }
    }

    /// Writes valid UTF-8 as a quoted, escaped string.
    package mutating func write(utf8: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        var clean = 0
        for index in 0..<utf8.count {
            let byte = utf8[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            append(bytes: utf8[clean..<index])
            clean = index + 1
            bytes.append(UInt8(ascii: "\\"))
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
            case 0x08: bytes.append(UInt8(ascii: "b"))
            case 0x09: bytes.append(UInt8(ascii: "t"))
            case 0x0A: bytes.append(UInt8(ascii: "n"))
            case 0x0C: bytes.append(UInt8(ascii: "f"))
            case 0x0D: bytes.append(UInt8(ascii: "r"))
            default:
                bytes += StaticText.unicodeEscape
                bytes.append(Hex.digits[Int(byte >> 4)])
                bytes.append(Hex.digits[Int(byte & 15)])
            }
        }
        append(bytes: utf8[clean...])
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends text that is canonical JSON already, or structure around such text.
    package mutating func append(raw text: String.UTF8View) { bytes.append(contentsOf: text) }

    /// Appends a byte of structure.
    package mutating func append(byte: UInt8) { bytes.append(byte) }

    /// Appends bytes that are canonical JSON already.
    package mutating func append(bytes more: [UInt8]) { bytes.append(contentsOf: more) }

    /// Appends bytes that are canonical JSON already.
    package mutating func append(bytes more: ArraySlice<UInt8>) {
        more.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    /// Appends bytes that are canonical JSON already.
    package mutating func append(bytes more: UnsafeBufferPointer<UInt8>) { bytes.append(contentsOf: more) }

    private mutating func append(bytes more: Slice<UnsafeBufferPointer<UInt8>>) {
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: more))
    }

    private enum StaticText {
        static let null = Array("null".utf8)
        static let `true` = Array("true".utf8)
        static let `false` = Array("false".utf8)
        static let unicodeEscape = Array("u00".utf8)
    }
}
