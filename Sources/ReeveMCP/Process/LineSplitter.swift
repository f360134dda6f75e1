import Glibc

/// Cuts a stream of bytes into lines, whatever the sizes of its pieces.
struct LineSplitter {
    /// The longest line, without its line feed.
    let maximumLength: Int
    private var partial: [UInt8] = []

    init(maximumLength: Int) { self.maximumLength = maximumLength }

    /// Calls `body` for each line that is complete, without its line feed; false where a line is too
    /// long, after which the splitter must not be used.
    mutating func consume(
        _ chunk: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) -> Bool {
        var rest = chunk
        while let base = rest.baseAddress, !rest.isEmpty {
            guard let end = memchr(base, 0x0A, rest.count) else {
                partial += rest
                return partial.count <= maximumLength
            }
            let length = UnsafeRawPointer(end) - UnsafeRawPointer(base)
            guard partial.count + length <= maximumLength else { return false }
            let line = UnsafeBufferPointer(start: base, count: length)
            if partial.isEmpty {
                body(line)
            } else {
                partial += line
                partial.withUnsafeBufferPointer(body)
                // A huge line must not hold its memory for the rest of the session.
                partial.removeAll(keepingCapacity: partial.count <= 1 << 16)
            }
            rest = UnsafeBufferPointer(rebasing: rest[(length + 1)...])
        }
        return true
    }
}
