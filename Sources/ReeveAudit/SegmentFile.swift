import Glibc

/// Reads segment files line by line, in memory that does not grow with the file.
///
/// Reading blocks: call it from a thread that may wait.
package struct SegmentFile: Sendable {
    package let path: String

    /// The longest line that is read, in bytes. An event holds arguments up to 64 KiB and little else.
    package static let maximumLineBytes = 4 * 1024 * 1024

    package init(path: String) { self.path = path }

    /// Reads all lines in order. Empty lines are skipped.
    ///
    /// - Throws: ``AuditError`` with code `input`, `lineTooLong` or `invalidLine` and the line's number;
    ///   what `body` throws.
    package func forEachLine(_ body: (SegmentLine) throws -> Void) throws {
        try forEachView { bytes, view in
            try body(
                SegmentLine(
                    sequence: view.sequence, entry: view.entryCopy ?? Array(bytes[view.entry]),
                    leafHash: view.leafHash, proof: view.proof))
        }
    }

    func forEachView(_ body: (UnsafeBufferPointer<UInt8>, SegmentLineView) throws -> Void) throws {
        try forEachRawLine { bytes, number in
            guard let view = SegmentLineView(bytes) else {
                throw AuditError(.invalidLine, SegmentLineView.expectation, line: number)
            }
            try body(bytes, view)
        }
    }

    private func forEachRawLine(_ body: (UnsafeBufferPointer<UInt8>, Int) throws -> Void) throws {
        let file = try InputFile(path: path)

        // Twice the longest line: one part to keep, one to read into.
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 2 * Self.maximumLineBytes)
        defer { buffer.deallocate() }
        var filled = 0
        var number = 0
        while true {
            let count = try file.read(
                into: buffer.baseAddress?.advanced(by: filled), count: min(1 << 20, buffer.count - filled))
            let end = filled + count
            var start = 0
            while let newline = Self.newline(in: UnsafeBufferPointer(rebasing: buffer[..<end]), from: start) {
                number += 1
                try Self.emit(buffer, start..<newline, number, body)
                start = newline + 1
            }
            if count == 0 {
                number += 1
                try Self.emit(buffer, start..<end, number, body)
                return
            }
            filled = end - start
            guard filled <= Self.maximumLineBytes else {
                throw AuditError(.lineTooLong, "more than \(Self.maximumLineBytes) bytes", line: number + 1)
            }
            if start > 0, filled > 0, let base = buffer.baseAddress { memmove(base, base + start, filled) }
        }
    }

    private static func emit(
        _ buffer: UnsafeMutableBufferPointer<UInt8>, _ range: Range<Int>, _ number: Int,
        _ body: (UnsafeBufferPointer<UInt8>, Int) throws -> Void
    ) throws {
        guard !range.isEmpty else { return }
        guard range.count <= maximumLineBytes else {
            throw AuditError(.lineTooLong, "more than \(maximumLineBytes) bytes", line: number)
        }
        try body(UnsafeBufferPointer(rebasing: buffer[range]), number)
    }

    private static func newline(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress,
            let found = memchr(base + start, 0x0A, bytes.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
}
