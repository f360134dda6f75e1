/// The end of what a server wrote to its standard error, and how much it was.
///
/// Lines are kept whole, whatever their length: whoever shows them takes secrets out of all of them together first, and cuts
/// afterwards. An earlier cut would leave halves of secrets, which no redactor knows.
struct StderrTail: Sendable {
    static let maximumLines = 50
    /// How many of the newest bytes are kept. The line that the cut falls into is not shown.
    static let maximumBytes = 256 << 10

    /// How much of a line that was cut is left out at most: the longest secret.
    private static let overlapBytes = 64 << 10

    private(set) var byteCount = 0
    private var kept: [UInt8] = []
    /// Where the kept bytes begin within `kept`; they are moved now and then, so that no byte costs more than a few.
    private var start = 0
    private var isCut = false

    mutating func append(_ chunk: UnsafeBufferPointer<UInt8>) {
        byteCount += chunk.count
        kept += chunk
        if kept.count - start > Self.maximumBytes {
            start = kept.count - Self.maximumBytes
            isCut = true
        }
        if start > Self.maximumBytes {
            kept.removeFirst(start)
            start = 0
        }
    }

    /// The last lines in order, an unfinished one included.
    var lines: [String] {
        var bytes = kept[start...]
        if isCut {
            let lead = bytes.prefix(Self.overlapBytes)
            bytes = bytes[(lead.firstIndex(of: 0x0A).map { $0 + 1 } ?? lead.endIndex)...]
        }
        if bytes.last == 0x0A { bytes.removeLast() } else if bytes.isEmpty { return [] }
        return bytes.split(separator: 0x0A, omittingEmptySubsequences: false).suffix(Self.maximumLines).map(Self.text)
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.last == 0x0D ? bytes.dropLast() : bytes, as: UTF8.self)
    }
}
