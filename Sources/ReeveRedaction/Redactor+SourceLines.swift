extension Redactor {
    /// Where a line of a manifest holds what should not be quoted, as offsets of its characters (Unicode scalars).
    ///
    /// The value of a field whose name means a secret counts whatever it is, as does what has a secret's shape:
    ///
    /// ```
    /// spec: {password: hunter2hunter2, url: "https://u:p4ssw0rd@host"}
    ///                  ^^^^^^^^^^^^^^                    ^^^^^^^^
    /// ```
    ///
    /// References (`env:NAME`, `file:PATH`) and flags are no secrets. The spans are in order and do not overlap.
    package func secretSpans(inSourceLine line: String) -> [Range<Int>] {
        var line = line
        let ranges = line.withUTF8 { bytes -> [Range<Int>] in
            var scan = SecretScan(bytes: bytes, redactor: self)
            var ranges = SourceFields(bytes).secretValues + scan.run().map(\.range)
            ranges.sort { $0.lowerBound < $1.lowerBound }
            var merged: [Range<Int>] = []
            for range in ranges {
                if let last = merged.last, range.lowerBound < last.upperBound {
                    merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
                } else {
                    merged.append(range)
                }
            }
            return merged.map { scalars(before: $0.lowerBound, in: bytes)..<scalars(before: $0.upperBound, in: bytes) }
        }
        return ranges
    }

    private func scalars(before offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        bytes[..<offset].count { $0 & 0xC0 != 0x80 }
    }
}

/// The fields of one line of YAML or JSON, read without regard to the lines around it.
private struct SourceFields {
    private let bytes: UnsafeBufferPointer<UInt8>

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The values under names that mean secrets, without their quotes.
    var secretValues: [Range<Int>] {
        var found: [Range<Int>] = []
        var position = 0
        while let colon = bytes[position...].firstIndex(of: UInt8(ascii: ":")) {
            position = colon + 1
            guard isFieldEnd(colon), SensitiveNames.meansSecret(name(before: colon)) else { continue }
            let range = value(after: colon)
            guard !range.isEmpty, !isHarmless(range) else { continue }
            found.append(range)
            position = max(position, range.upperBound)
        }
        return found
    }

    /// `name: value`, or the JSON form without a blank.
    private func isFieldEnd(_ colon: Int) -> Bool {
        guard colon > 0, colon + 1 < bytes.count else { return false }
        return bytes[colon + 1] == 0x20 || bytes[colon + 1] == 0x09 || isQuote(bytes[colon - 1])
    }

    private func name(before colon: Int) -> String {
        var end = colon
        while end > 0, bytes[end - 1] == 0x20 { end -= 1 }
        if end > 0, isQuote(bytes[end - 1]) { end -= 1 }
        var start = end
        while start > 0, isNameByte(bytes[start - 1]) { start -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private func value(after colon: Int) -> Range<Int> {
        var start = colon + 1
        while start < bytes.count, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
        guard start < bytes.count else { return start..<start }
        if isQuote(bytes[start]) { return start + 1..<endOfQuoted(from: start + 1, by: bytes[start]) }
        // The fields of a mapping are looked at one by one.
        if bytes[start] == UInt8(ascii: "{") { return start..<start }
        let isInFlow = bytes[..<start].contains(UInt8(ascii: "{")) || bytes[..<start].contains(UInt8(ascii: "["))
        let closing: [UInt8] =
            bytes[start] == UInt8(ascii: "[") ? [UInt8(ascii: "]")] : isInFlow ? Array(",}]".utf8) : []
        var end = start
        while end < bytes.count, !closing.contains(bytes[end]) {
            if bytes[end] == UInt8(ascii: "#"), end > start, bytes[end - 1] == 0x20 { break }
            end += 1
        }
        while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x0D { end -= 1 }
        return start..<end
    }

    private func endOfQuoted(from start: Int, by quote: UInt8) -> Int {
        var end = start
        while end < bytes.count, bytes[end] != quote {
            end += bytes[end] == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") ? 2 : 1
        }
        return min(end, bytes.count)
    }

    private func isHarmless(_ range: Range<Int>) -> Bool {
        let text = String(decoding: bytes[range], as: UTF8.self)
        return ["true", "false", "null", "~"].contains(text) || text.hasPrefix("env:") || text.hasPrefix("file:")
    }

    private func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

    private func isNameByte(_ byte: UInt8) -> Bool {
        ByteClass.has(byte, ByteClass.letter) || ByteClass.has(byte, ByteClass.digit) || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "-")
    }
}
