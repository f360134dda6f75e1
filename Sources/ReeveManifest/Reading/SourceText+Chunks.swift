extension SourceText {
    /// A part of a file that begins and ends where a document does, to be read on its own.
    package struct Chunk: Sendable, Hashable {
        package let bytes: Range<Int>
        /// The line of the first byte, counted from 1.
        package let firstLine: Int
        /// How many `---` lines lie before it.
        package let documentsBefore: Int
    }

    /// The whole file in one piece.
    package var whole: Chunk { Chunk(bytes: 0..<count, firstLine: 1, documentsBefore: 0) }

    /// Cuts the file at `---` lines into pieces of about `targetBytes`, in order, without gaps.
    ///
    /// A piece is longer where a document is. A line that begins with `---` starts a document wherever it stands:
    /// YAML allows it inside no scalar.
    package func chunks(targetBytes: Int = 512 << 10) -> [Chunk] {
        withUTF8 { text in
            var chunks: [Chunk] = []
            var start = 0
            var line = 1
            var documents = 0
            var documentsAtStart = 0
            var boundary = DocumentBoundary.next(in: text, after: 0, before: text.count)
            while let cut = boundary {
                if cut - start >= targetBytes, !DocumentBoundary.followsDirective(cut, in: text, from: start) {
                    chunks.append(Chunk(bytes: start..<cut, firstLine: line, documentsBefore: documentsAtStart))
                    line += Self.lineFeeds(in: text[start..<cut])
                    start = cut
                    documentsAtStart = documents
                }
                documents += 1
                boundary = DocumentBoundary.next(in: text, after: cut, before: text.count)
            }
            chunks.append(Chunk(bytes: start..<text.count, firstLine: line, documentsBefore: documentsAtStart))
            return chunks
        }
    }

    static func lineFeeds(in bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        let bytes = UnsafeBufferPointer(rebasing: bytes)
        var count = 0
        for byte in bytes where byte == UInt8(ascii: "\n") { count &+= 1 }
        return count
    }
}

/// The lines that begin a YAML document.
enum DocumentBoundary {
    /// The offset of the first `---` line that starts after `offset` and before `end`.
    static func next(in text: UnsafeBufferPointer<UInt8>, after offset: Int, before end: Int) -> Int? {
        let dash = UInt8(ascii: "-")
        var from = offset
        while let found = text.firstOffset(of: UInt8(ascii: "\n"), from: from), found + 3 < end {
            from = found + 1
            guard text[from] == dash, text[from + 1] == dash, text[from + 2] == dash else { continue }
            if from + 3 == text.count { return from }
            switch text[from + 3] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): return from
            default: continue
            }
        }
        return nil
    }

    /// Whether a directive, which belongs to the document that follows, stands above the boundary.
    static func followsDirective(_ boundary: Int, in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
        var end = boundary - 1
        while end > start {
            var line = end
            while line > start, text[line - 1] != UInt8(ascii: "\n") { line -= 1 }
            switch text[line] {
            case UInt8(ascii: "%"): return true
            case UInt8(ascii: "#"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: " "), UInt8(ascii: "\t"):
                end = line - 1
            default: return false
            }
        }
        return false
    }
}
