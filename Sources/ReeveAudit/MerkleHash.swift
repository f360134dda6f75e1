package import Crypto
internal import ReeveJSON

/// A node of the Merkle tree: 32 bytes of SHA-256, kept inline.
package struct MerkleHash: Sendable, Hashable {
    /// The bytes in order, as they lie in memory; words only so that copies and comparisons are cheap.
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    private init() {}

    package init(_ digest: SHA256.Digest) {
        withUnsafeMutableBytes(of: &words) { out in
            digest.withUnsafeBytes { out.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0.prefix(32))) }
        }
    }

    /// The hash with these 32 bytes; nil for any other count.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
    }

    /// Reads 64 hexadecimal digits; nil for anything else.
    package init?(hex: String) {
        guard hex.utf8.count == 64, let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }

    /// The hash of an empty tree: SHA-256 of nothing (RFC 9162, section 2.1.1).
    package static let emptyRoot = MerkleHash(SHA256().finalize())

    /// The leaf hash of an entry: SHA-256 of `0x00` and the entry's bytes.
    package static func leaf(_ entry: UnsafeRawBufferPointer) -> MerkleHash {
        var hash = SHA256()
        Swift.withUnsafeBytes(of: UInt8(0)) { hash.update(bufferPointer: $0) }
        hash.update(bufferPointer: entry)
        return MerkleHash(hash.finalize())
    }

    /// The leaf hash of an entry: SHA-256 of `0x00` and the entry's bytes.
    package static func leaf(_ entry: [UInt8]) -> MerkleHash {
        entry.withUnsafeBytes { leaf($0) }
    }

    /// The hash of an inner node: SHA-256 of `0x01` and both children.
    package static func node(_ left: MerkleHash, _ right: MerkleHash) -> MerkleHash {
        // One buffer and one update: the tree does about one of these for each entry.
        withUnsafeTemporaryAllocation(byteCount: 65, alignment: 8) { buffer in
            buffer[0] = 1
            left.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[1..<33]).copyMemory(from: $0) }
            right.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[33..<65]).copyMemory(from: $0) }
            var hash = SHA256()
            hash.update(bufferPointer: UnsafeRawBufferPointer(buffer))
            return MerkleHash(hash.finalize())
        }
    }

    package func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        Swift.withUnsafeBytes(of: words) { body($0) }
    }

    package var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    /// 64 lower-case hexadecimal digits.
    package var hex: String { Hex.encode(bytes) }

    package static func == (lhs: MerkleHash, rhs: MerkleHash) -> Bool { lhs.words == rhs.words }

    package func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

extension MerkleHash: CustomStringConvertible {
    package var description: String { hex }
}
