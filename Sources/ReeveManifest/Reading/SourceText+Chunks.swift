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
