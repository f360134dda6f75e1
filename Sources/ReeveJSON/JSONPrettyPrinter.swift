/// Lays JSON text out over several lines for people, two spaces a level, piece by piece.
///
/// The pieces together are one JSON text; white space in it is left out. Where a piece ends does not matter.
package struct JSONPrettyPrinter {
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    /// An array or object was opened and nothing of it was seen.
    private var isOpening = false

    package init() {}

    /// What can be written after this piece.
    package mutating func format(_ piece: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(piece.count * 2)
        for byte in piece {
            if isInString {
                out.append(byte)
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case 0x20, 0x0A, 0x0D, 0x09: continue
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                begin(&out)
                out.append(byte)
                depth += 1
                isOpening = true
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if isOpening { isOpening = false } else { breakLine(&out) }
                out.append(byte)
            case UInt8(ascii: ","):
                out.append(byte)
                breakLine(&out)
            case UInt8(ascii: ":"):
                out.append(byte)
                out.append(UInt8(ascii: " "))
            default:
                begin(&out)
                if byte == UInt8(ascii: "\"") { isInString = true }
                out.append(byte)
            }
        }
        return out
    }

    /// The first thing in an array or object stands on a line of its own.
    private mutating func begin(_ out: inout [UInt8]) {
        guard isOpening else { return }
        isOpening = false
        breakLine(&out)
    }

    private func breakLine(_ out: inout [UInt8]) {
        out.append(UInt8(ascii: "\n"))
        for _ in 0..<max(0, depth) {
            out.append(UInt8(ascii: " "))
            out.append(UInt8(ascii: " "))
        }
    }
}
