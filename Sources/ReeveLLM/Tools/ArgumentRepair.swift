package import ReeveJSON

/// Arguments of a tool call, of text that a model wrote.
package enum ArgumentRepair {
    /// Reads a JSON object; broken text is repaired once.
    ///
    /// Repaired are: fences of Markdown and words around the object, line ends and tabs within strings, commas before a
    /// closing bracket, and strings and brackets that were not closed. Nothing is guessed beyond that: a name without its
    /// value goes, no name or value is made up. Empty text is an object without members, as providers write it.
    ///
    /// - Returns: nil where there is no object even then.
    package static func read(_ text: String, mayRepair: Bool = true) -> (arguments: JSONObject, isRepaired: Bool)? {
        if text.utf8.allSatisfy({ " \n\r\t".utf8.contains($0) }) { return ([:], false) }
        if let value = try? JSONParser.parse(text) { return value.object.map { ($0, false) } }
        guard mayRepair, let repaired = Repair(text.utf8).result, let value = try? JSONParser.parse(repaired) else {
            return nil
        }
        return value.object.map { ($0, true) }
    }
}

/// One walk over the text.
private struct Repair {
    /// What an object's next text is; arrays have values alone.
    private enum Place {
        case array
        case key
        case colon
        case value
        case after
    }

    /// The repaired text; nil where no object begins.
    let result: [UInt8]?

    init(_ text: String.UTF8View) {
        guard let start = text.firstIndex(of: UInt8(ascii: "{")) else {
            result = nil
            return
        }
        var walk = Walk()
        for byte in text[start...] where !walk.isDone { walk.take(byte) }
        result = walk.finish()
    }

    private struct Walk {
        private var out: [UInt8] = []
        private var stack: [Place] = []
        private var isInString = false
        private var isEscaped = false
        /// Where the member or element that is being read begins in `out`, by level; a comma before it included.
        private var starts: [Int] = []
        private(set) var isDone = false

        mutating func take(_ byte: UInt8) {
            if isInString { return takeWithinString(byte) }
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                out.append(byte)
                stack.append(byte == UInt8(ascii: "{") ? .key : .array)
                starts.append(out.count)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): close(byte)
            case UInt8(ascii: ","):
                starts[starts.count - 1] = out.count
                out.append(byte)
                if stack.last != .array { stack[stack.count - 1] = .key }
            case UInt8(ascii: ":"):
                out.append(byte)
                if stack.last == .colon { stack[stack.count - 1] = .value }
            case UInt8(ascii: "\""):
                out.append(byte)
                isInString = true
            default:
                out.append(byte)
                if stack.last == .value, !Self.isSpace(byte) { stack[stack.count - 1] = .after }
            }
        }

        private mutating func takeWithinString(_ byte: UInt8) {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                endString()
            } else if let escape = Self.escapes[byte] {
                out += [UInt8(ascii: "\\"), escape]
                return
            }
            out.append(byte)
        }

        private mutating func endString() {
            isInString = false
            switch stack.last {
            case .key: stack[stack.count - 1] = .colon
            case .value: stack[stack.count - 1] = .after
            default: break
            }
        }

        private mutating func close(_ byte: UInt8) {
            dropOpenEnd(isCut: false)
            out.append(byte)
            endLevel()
        }

        private mutating func endLevel() {
            stack.removeLast()
            starts.removeLast()
            isDone = stack.isEmpty
            if stack.last == .value { stack[stack.count - 1] = .after }
        }

        /// Drops a comma that nothing follows, and a name whose value was cut off.
        private mutating func dropOpenEnd(isCut: Bool) {
            while let last = out.last, Self.isSpace(last) { out.removeLast() }
            let isOpen =
                switch stack.last {
                case .key, .array: out.last == UInt8(ascii: ",")
                case .colon, .value: isCut
                case .after, nil: false
                }
            if isOpen, let start = starts.last { out.removeSubrange(start...) }
        }

        mutating func finish() -> [UInt8] {
            if isInString {
                if isEscaped { out.removeLast() }
                dropHalfOfEscape()
                out.append(UInt8(ascii: "\""))
                endString()
            }
            while let place = stack.last {
                dropOpenEnd(isCut: true)
                out.append(place == .array ? UInt8(ascii: "]") : UInt8(ascii: "}"))
                endLevel()
            }
            return out
        }

        /// Drops `\u` with fewer than four digits at the end, and bytes of a character that is not whole.
        private mutating func dropHalfOfEscape() {
            let tail = out.suffix(5)
            if let slash = tail.lastIndex(of: UInt8(ascii: "\\")), slash + 1 < out.count,
                out[slash + 1] == UInt8(ascii: "u"), out.count - slash < 6,
                out[..<slash].reversed().prefix(while: { $0 == UInt8(ascii: "\\") }).count.isMultiple(of: 2)
            {
                out.removeSubrange(slash...)
            }
        }

        private static let escapes: [UInt8: UInt8] = [
            0x0A: UInt8(ascii: "n"), 0x0D: UInt8(ascii: "r"), 0x09: UInt8(ascii: "t"),
        ]

        private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x0A, 0x0D, 0x09].contains(byte) }
    }
}
