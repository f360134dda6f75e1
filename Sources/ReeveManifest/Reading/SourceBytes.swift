import Synchronization

/// Bytes that never change once they are in place.
///
/// `@unchecked Sendable`: the buffer is written before `init` returns and only read afterwards; the line
/// index has a lock of its own.
final class SourceBytes: @unchecked Sendable {
    /// The text, after a byte order mark.
    let bytes: UnsafeBufferPointer<UInt8>
    private let allocation: UnsafeMutableBufferPointer<UInt8>
    /// Offsets of line 1, 1 + stride, 1 + 2 * stride and so on; made on first use.
    private let lineIndex = Mutex<[Int]>([])
    private static let stride = 256

    /// Takes over `allocation`, of which the first `count` bytes are in use.
    init(adopting allocation: UnsafeMutableBufferPointer<UInt8>, count: Int) {
        self.allocation = allocation
        let used = UnsafeBufferPointer(rebasing: allocation[..<count])
        let hasMark = used.starts(with: [0xEF, 0xBB, 0xBF])
        bytes = UnsafeBufferPointer(rebasing: used[(hasMark ? 3 : 0)...])
    }

    convenience init(copying source: [UInt8]) {
        let allocation = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, source.count))
        _ = allocation.initialize(from: source)
        self.init(adopting: allocation, count: source.count)
    }

    deinit { allocation.deallocate() }

    func offset(ofLine number: Int) -> Int? {
        let start = lineIndex.withLock { index -> (offset: Int, line: Int)? in
            if index.isEmpty { index = sparseLineIndex() }
            let slot = (number - 1) / Self.stride
            return slot < index.count ? (index[slot], slot * Self.stride + 1) : nil
        }
        guard var (offset, line) = start else { return nil }
        while line < number {
            guard let next = bytes.firstOffset(of: UInt8(ascii: "\n"), from: offset) else { return nil }
            offset = next + 1
            line += 1
        }
        return offset
    }

    private func sparseLineIndex() -> [Int] {
        var index = [0]
        var line = 1
        var offset = 0
        while let next = bytes.firstOffset(of: UInt8(ascii: "\n"), from: offset) {
            offset = next + 1
            line += 1
            if (line - 1) % Self.stride == 0 { index.append(offset) }
        }
        return index
    }
}
