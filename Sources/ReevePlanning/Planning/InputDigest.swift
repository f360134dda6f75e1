internal import ReeveJSON
internal import ReeveModel

/// The digest of all declared objects: SHA-256 over their digests in ascending order.
///
/// Each digest covers the key of its object. So digests can be sorted instead of keys, which is much cheaper.
enum InputDigest {
    static func of(_ objects: [ResourceObject]) -> ContentDigest {
        let sorted = objects.map { DigestWords($0.digest) }.sorted()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(sorted.count * 32)
        for words in sorted { withUnsafeBytes(of: words) { bytes += $0 } }
        return ContentDigest.of(bytes)
    }

    /// The 32 bytes of a digest as they lie in memory. `ContentDigest.bytes` would make five arrays for each of 100,000
    /// objects. Both supported processors are little-endian, so the order is the same on both.
    private struct DigestWords: Comparable {
        private let first: UInt64
        private let second: UInt64
        private let third: UInt64
        private let fourth: UInt64

        init(_ digest: ContentDigest) {
            precondition(MemoryLayout<ContentDigest>.size == 32, "a digest is its 32 bytes")
            (first, second, third, fourth) = withUnsafeBytes(of: digest) { bytes in
                (
                    bytes.load(fromByteOffset: 0, as: UInt64.self), bytes.load(fromByteOffset: 8, as: UInt64.self),
                    bytes.load(fromByteOffset: 16, as: UInt64.self), bytes.load(fromByteOffset: 24, as: UInt64.self)
                )
            }
        }

        static func < (lhs: DigestWords, rhs: DigestWords) -> Bool {
            if lhs.first != rhs.first { return lhs.first < rhs.first }
            return (lhs.second, lhs.third, lhs.fourth) < (rhs.second, rhs.third, rhs.fourth)
        }
    }
}
