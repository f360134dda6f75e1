/// Puts the head of a response together from its lines. Interim responses (100, 103) are left out, but count for the
/// bounds, as trailers do.
struct ResponseHeadReader {
    let bounds: HTTPRequest.Bounds
    /// The final head is whole.
    private(set) var isComplete = false
    private var head: ResponseHead?
    private var bytes = 0
    private var count = 0

    init(bounds: HTTPRequest.Bounds) { self.bounds = bounds }

    /// Takes one line with its end; returns the head at the blank line that ends it.
    mutating func read(_ line: UnsafeBufferPointer<UInt8>) throws(HTTPError) -> ResponseHead? {
        bytes += line.count
        guard bytes <= bounds.headerBytesMax else {
            throw Self.tooLarge("the headers of the response are larger than \(bounds.headerBytesMax) bytes")
        }
        var line = line[...]
        while let last = line.last, last == 0x0A || last == 0x0D { line.removeLast() }
        // What comes after the head is a trailer; nobody asks for it.
        if isComplete {
            try countHeader()
            return nil
        }
        if line.isEmpty { return try finish() }
        if head == nil {
            head = try status(line)
        } else {
            try header(line)
        }
        return nil
    }

    private mutating func finish() throws(HTTPError) -> ResponseHead? {
        guard let head else { throw Self.invalid("a head without a status") }
        self.head = nil
        guard head.status >= 200 else {
            // Nothing here asks for another protocol.
            guard head.status != 101 else { throw Self.invalid("status 101, another protocol") }
            return nil
        }
        isComplete = true
        return head
    }

    private func status(_ line: Slice<UnsafeBufferPointer<UInt8>>) throws(HTTPError) -> ResponseHead {
        let words = line.split(separator: 0x20, maxSplits: 2)
        guard words.count >= 2, words[0].starts(with: "HTTP/".utf8), words[1].count == 3,
            let status = Int(String(decoding: words[1], as: UTF8.self)), status >= 100
        else { throw Self.invalid("a status line that HTTP does not know") }
        return ResponseHead(status: status)
    }

    private mutating func header(_ line: Slice<UnsafeBufferPointer<UInt8>>) throws(HTTPError) {
        if let first = line.first, first == 0x20 || first == 0x09 {
            // A value that goes on in the next line (RFC 9112, section 5.2) reads as one with a blank.
            guard let last = head?.headers.indices.last else { throw Self.invalid("a header without a name") }
            head?.headers[last].value += " " + Self.trimmed(line)
            return
        }
        try countHeader()
        guard let colon = line.firstIndex(of: 0x3A), colon > line.startIndex else {
            throw Self.invalid("a header without a name")
        }
        let name = String(decoding: line[..<colon], as: UTF8.self)
        head?.headers.append((name, Self.trimmed(line[line.index(after: colon)...])))
    }

    private mutating func countHeader() throws(HTTPError) {
        count += 1
        guard count <= bounds.headerCountMax else {
            throw Self.tooLarge("the response has more than \(bounds.headerCountMax) headers")
        }
    }

    private static func trimmed(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        var text = text
        while let first = text.first, first == 0x20 || first == 0x09 { text.removeFirst() }
        while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
        return String(decoding: text, as: UTF8.self)
    }

    private static func invalid(_ what: String) -> HTTPError {
        HTTPError(.invalidResponse, "the server sent \(what)", requestSent: true)
    }

    private static func tooLarge(_ message: String) -> HTTPError { HTTPError(.tooLarge, message, requestSent: true) }
}
