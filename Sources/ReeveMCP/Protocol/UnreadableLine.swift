internal import ReeveJSON

/// Lines of a server's output that are no messages.
enum UnreadableLine {
    /// The id that a lost answer names; nil where the line is noise, which is skipped.
    ///
    /// Half a line is noise: its server may still answer, in a line of its own. Any other line that says `"jsonrpc"` and has
    /// a result or an error in it was meant as an answer. That answer will not be repeated, and waiting for it would only
    /// end in a time-out.
    static func lostAnswer(in line: UnsafeBufferPointer<UInt8>, _ error: JSONParseError) -> Int? {
        guard error.code != .unexpectedEnd else { return nil }
        let head = line.prefix(1 << 12)
        let tail = line.suffix(256)
        guard let first = head.first(where: { $0 > 0x20 }), first == UInt8(ascii: "{") else { return nil }
        func has(_ text: StaticString) -> Bool {
            head.end(of: text) != nil || tail.end(of: text) != nil
        }
        guard has("\"jsonrpc\""), has("\"result\"") || has("\"error\"") else { return nil }
        return id(in: head) ?? id(in: tail)
    }

    /// The number behind the first `"id":`, also where it is in quotes.
    private static func id(in part: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        guard let end = part.end(of: "\"id\"") else { return nil }
        let rest = part[end...].drop { [0x20, UInt8(ascii: ":"), UInt8(ascii: "\"")].contains($0) }
        return Int(String(decoding: rest.prefix { (0x30...0x39).contains($0) }.prefix(18), as: UTF8.self))
    }

    /// The longest line of which the text is kept.
    static let shownBytesMax = 64 << 10

    /// The line as text; nil where there is nothing to see in it.
    ///
    /// The text is whole: a redactor does not know half a secret, so whoever shows the text takes secrets out first and cuts
    /// afterwards. A line that is too long to be kept is told by its length alone.
    static func shown(_ line: UnsafeBufferPointer<UInt8>) -> String? {
        guard line.contains(where: { $0 > 0x20 }) else { return nil }
        guard line.count <= shownBytesMax else { return "(a line of \(line.count) bytes)" }
        return String(decoding: line, as: UTF8.self)
    }

    /// Whether a text for people says how the command is to be started.
    static func isUsage(_ text: String) -> Bool {
        text.drop { $0 == " " }.prefix(6).lowercased() == "usage:"
    }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
    /// The index behind the first place of a text.
    fileprivate func end(of text: StaticString) -> Index? {
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        var matched = 0
        for index in indices {
            let byte = self[index]
            matched = byte == wanted[matched] ? matched + 1 : (byte == wanted[0] ? 1 : 0)
            if matched == wanted.count { return index + 1 }
        }
        return nil
    }
}
