/// The end of what a server wrote to its standard error, and how much it was.
struct StderrTail: Sendable {
    /// Longer lines are cut into pieces of this many bytes.
    static let maximumLineLength = 2048
    static let maximumLines = 50

    private(set) var byteCount = 0
    /// The last lines; a ring whose oldest entry is at `oldest` once it is full.
    private var ring: [String] = []
    private var oldest = 0
    private var partial: [UInt8] = []

    /// Takes bytes and returns the lines that they complete.
    mutating func append(_ chunk: UnsafeBufferPointer<UInt8>) -> [String] {
        byteCount += chunk.count
        var completed: [String] = []
        for byte in chunk {
            if byte == 0x0A || partial.count == Self.maximumLineLength { completed.append(endLine()) }
            if byte != 0x0A { partial.append(byte) }
        }
        return completed
    }

    /// The last lines in order, an unfinished one included.
    var lines: [String] {
        let whole = Array(ring[oldest...] + ring[..<oldest])
        return partial.isEmpty ? whole : whole + [Self.text(partial)]
    }

    private mutating func endLine() -> String {
        let line = Self.text(partial)
        partial.removeAll(keepingCapacity: true)
        if ring.count < Self.maximumLines {
            ring.append(line)
        } else {
            ring[oldest] = line
            oldest = (oldest + 1) % Self.maximumLines
        }
        return line
    }

    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.last == 0x0D ? bytes.dropLast() : bytes[...], as: UTF8.self)
    }
}
