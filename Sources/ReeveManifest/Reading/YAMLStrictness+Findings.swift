import CLibYAML

/// The single rules; offsets are bytes of the whole text.
extension YAMLStrictness {
    static func indicator(at offset: Int) -> Finding {
        Finding(
            offset: offset, message: "a '?' or ':' inside brackets needs a space after it",
            help: "put text that begins with it in quotes")
    }

    /// Looks at what stands between two tokens of a flow collection: blanks, line ends, comments, `,`, `:` and `?`.
    func flowGapFinding(upTo end: Int, isCloser: Bool = false) -> Finding? {
        var place = gapStart
        var followsJSON = gapFollowsJSON
        while place < end {
            let byte = text[place]
            switch byte {
            case UInt8(ascii: "#"):
                if let finding = commentFinding(at: place) { return finding }
                place = text.firstOffset(of: UInt8(ascii: "\n"), from: place) ?? end
                continue
            case UInt8(ascii: "\n"):
                if let finding = lineFinding(after: place, tokenAt: end, isCloser: isCloser) { return finding }
            case UInt8(ascii: ","): followsJSON = false
            case UInt8(ascii: "?"), UInt8(ascii: ":"):
                let isFree = place + 1 >= text.count || isBlank(text[place + 1]) || isFlowIndicator(text[place + 1])
                if !isFree, byte == UInt8(ascii: "?") || !followsJSON { return Self.indicator(at: place) }
                followsJSON = false
            default: break
            }
            place += 1
        }
        return nil
    }

    /// The continuation lines of quoted text, and of plain text between brackets, are indented.
    func indentationFinding(from start: Int, to end: Int) -> Finding? {
        var place = start
        while let next = text.firstOffset(of: UInt8(ascii: "\n"), from: place), next < end {
            if let finding = lineFinding(after: next, tokenAt: -1, isCloser: false) { return finding }
            place = next + 1
        }
        return nil
    }

    /// Checks the indentation of the line that follows a line feed, where it holds anything but a comment.
    private func lineFinding(after lineFeed: Int, tokenAt token: Int, isCloser: Bool) -> Finding? {
        var place = lineFeed + 1
        while place < text.count, text[place] == UInt8(ascii: " ") { place += 1 }
        let spaces = place - lineFeed - 1
        guard spaces <= blockIndent, place < text.count else { return nil }
        let isTab = text[place] == UInt8(ascii: "\t")
        let offset = place
        while place < text.count, text[place] == UInt8(ascii: " ") || text[place] == UInt8(ascii: "\t") { place += 1 }
        guard place < text.count, text[place] != UInt8(ascii: "\n"), text[place] != UInt8(ascii: "\r") else {
            return nil
        }
        if token >= 0, text[place] == UInt8(ascii: "#") { return nil }
        if isCloser, place == token, !isTab, spaces == blockIndent { return nil }
        return Finding(
            offset: offset, message: isTab ? "a tab in the indentation" : "this line must be indented further",
            help: isTab ? "indent with spaces" : "continue a value further to the right than its key")
    }

    /// A `#` that follows a token without a space.
    func commentFinding(at offset: Int) -> Finding? {
        guard offset < text.count, text[offset] == UInt8(ascii: "#"), offset > 0, !isBlank(text[offset - 1]) else {
            return nil
        }
        return Finding(offset: offset, message: "a comment needs a space before its '#'", help: nil)
    }

    func blockScalarFinding(
        from start: Int, to end: Int, length: Int, _ event: UnsafeMutablePointer<yaml_event_t>
    ) -> Finding? {
        var place = start
        while place < end, text[place] == UInt8(ascii: "&") || text[place] == UInt8(ascii: "!") {
            place = afterProperty(place)
        }
        place += 1
        var hasIndicator = false
        while place < end, "+-0123456789".utf8.contains(text[place]) {
            if text[place] != UInt8(ascii: "+"), text[place] != UInt8(ascii: "-") { hasIndicator = true }
            place += 1
        }
        if let finding = commentFinding(at: place) { return finding }
        if text.firstOffset(of: UInt8(ascii: "\n"), from: end) == nil, let finding = lastLineFinding() {
            return finding
        }
        let value = UnsafeBufferPointer(start: event.pointee.data.scalar.value, count: length)
        if !hasIndicator, value.allSatisfy({ $0 == UInt8(ascii: "\n") }) { return emptyBlockFinding(after: place) }
        return nil
    }

    /// Spaces on a last line without line end: readers differ on whether they belong to the text.
    private func lastLineFinding() -> Finding? {
        var lineStart = text.count
        while lineStart > 0, text[lineStart - 1] == UInt8(ascii: " ") || text[lineStart - 1] == UInt8(ascii: "\t") {
            lineStart -= 1
        }
        guard lineStart < text.count, lineStart > 0, text[lineStart - 1] == UInt8(ascii: "\n") else { return nil }
        return Finding(
            offset: lineStart, message: "the file ends in a line of spaces inside a block text",
            help: "end the file with a line end")
    }

    /// A `#` line below an empty block text: by its indentation it is text, and libyaml takes it for a comment.
    private func emptyBlockFinding(after header: Int) -> Finding? {
        var place = text.firstOffset(of: UInt8(ascii: "\n"), from: header) ?? text.count
        while place < text.count {
            let lineStart = place + 1
            place = lineStart
            while place < text.count, text[place] == UInt8(ascii: " ") { place += 1 }
            guard place < text.count else { return nil }
            if text[place] == UInt8(ascii: "\r") { place += 1 }
            if place < text.count, text[place] == UInt8(ascii: "\n") { continue }
            guard place < text.count, text[place] == UInt8(ascii: "#"), place - lineStart > max(blockIndent, 0) else {
                return nil
            }
            return Finding(
                offset: place,
                message: "this line belongs to the block text above it, whose first lines are indented further",
                help: "move the comment to the left, or the blank lines")
        }
        return nil
    }

    /// YAML 1.2 allows nearly every character in a name; libyaml stops at the first that is no letter or digit.
    func anchorFinding(from start: Int) -> Finding? {
        var place = start
        if place < text.count, text[place] == UInt8(ascii: "!") { place = afterProperty(place) }
        guard place < text.count, text[place] == UInt8(ascii: "&") else { return nil }
        place += 1
        while place < text.count, isNameCharacter(text[place]) { place += 1 }
        return nameEndFinding(at: place, "an anchor")
    }

    func nameEndFinding(at offset: Int, _ what: String) -> Finding? {
        guard offset < text.count, !isBlank(text[offset]) else { return nil }
        if flowDepth > 0, ",]}".utf8.contains(text[offset]) { return nil }
        return Finding(
            offset: offset, message: "\(what) needs a name of letters, digits, '-' and '_'",
            help: "put a space after the name")
    }

    /// Where the next property or the node begins, after the property at `offset`.
    func afterProperty(_ offset: Int) -> Int {
        var place = offset
        while place < text.count, !isBlank(text[place]) { place += 1 }
        while place < text.count {
            if text[place] == UInt8(ascii: "#") {
                place = text.firstOffset(of: UInt8(ascii: "\n"), from: place) ?? text.count
            } else if isBlank(text[place]) {
                place += 1
            } else {
                break
            }
        }
        return place
    }

    func isEntry(at offset: Int) -> Bool {
        offset < text.count && text[offset] == UInt8(ascii: "-")
            && (offset + 1 == text.count || isBlank(text[offset + 1]))
    }

    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private func isFlowIndicator(_ byte: UInt8) -> Bool { ",[]{}".utf8.contains(byte) }

    private func isNameCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
