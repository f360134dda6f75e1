import Glibc

/// Cuts a stream of bytes into lines, whatever the sizes of its pieces. Bytes in, lines out; nothing waits.
///
/// ```swift
/// var lines = LineParser(lineBytesMax: 1 << 20)
/// while let piece = try await body.next() {
///     for line in try lines.push(piece) { try take(line) }
/// }
/// if let last = lines.finish() { try take(last) }
/// ```
package struct LineParser: Sendable {
    package enum Ending: Sendable {
        /// LF, or CR and LF: newline-delimited JSON.
        case lineFeed
        /// LF, CR, or CR and LF: Server-Sent Events.
        case any
    }

    /// The longest line in bytes, without its end.
    package let lineBytesMax: Int
    private let ending: Ending
    private var partial: [UInt8] = []
    /// The last line ended with CR: an LF that comes first in the next piece belongs to it.
    private var endedWithReturn = false

    package init(lineBytesMax: Int, ending: Ending = .lineFeed) {
        self.lineBytesMax = lineBytesMax
        self.ending = ending
    }

    /// The lines that `piece` completes, without their ends.
    ///
    /// - Throws: ``HTTPError/Code/tooLarge`` for a line above the bound. The parser must not be used any more.
    package mutating func push(_ piece: [UInt8]) throws(HTTPError) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var start = 0
        if endedWithReturn, let first = piece.first {
            endedWithReturn = false
            if first == 0x0A { start = 1 }
        }
        while let end = lineEnd(in: piece, from: start) {
            lines.append(try take(piece[start..<end]))
            start = end + 1
            guard piece[end] == 0x0D else { continue }
            if start == piece.count {
                endedWithReturn = true
            } else if piece[start] == 0x0A {
                start += 1
            }
        }
        guard start < piece.count else { return lines }
        try check(piece.count - start, mayEndWithReturn: piece.last == 0x0D)
        partial += piece[start...]
        return lines
    }

    /// The last line where the stream ends without a line end; nil where nothing is left. The parser starts anew.
    package mutating func finish() -> [UInt8]? {
        endedWithReturn = false
        guard !partial.isEmpty else { return nil }
        defer { partial = [] }
        return partial
    }

    private mutating func take(_ rest: ArraySlice<UInt8>) throws(HTTPError) -> [UInt8] {
        try check(rest.count, mayEndWithReturn: (rest.last ?? partial.last) == 0x0D)
        var line = partial + rest
        // A huge line must not hold its memory for the rest of the stream.
        partial.removeAll(keepingCapacity: partial.capacity <= 1 << 16)
        if ending == .lineFeed, line.last == 0x0D { line.removeLast() }
        return line
    }

    private func check(_ count: Int, mayEndWithReturn: Bool) throws(HTTPError) {
        let spare = ending == .lineFeed && mayEndWithReturn ? 1 : 0
        guard partial.count + count - spare <= lineBytesMax else {
            throw HTTPError(.tooLarge, "a line of the response is longer than \(lineBytesMax) bytes", requestSent: true)
        }
    }

    private func lineEnd(in piece: [UInt8], from start: Int) -> Int? {
        piece.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress, start < bytes.count else { return nil }
            guard ending == .any else {
                return memchr(base + start, 0x0A, bytes.count - start)
                    .map { UnsafeRawPointer($0) - UnsafeRawPointer(base) }
            }
            var index = start
            while index < bytes.count, bytes[index] != 0x0A, bytes[index] != 0x0D { index += 1 }
            return index < bytes.count ? index : nil
        }
    }
}
