import Crypto

/// A SHA-256 digest of content; written `sha256:` and 64 lower-case hexadecimal digits.
package struct ContentDigest: Sendable, Hashable {
    /// The 32 bytes, as four big-endian words: no allocation, fast to compare.
    private let words: (UInt64, UInt64, UInt64, UInt64)

    package init(_ digest: SHA256.Digest) {
        self.init(trusted: digest)
    }

    /// The digest with these 32 bytes; nil for any other count.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        self.init(trusted: bytes)
    }

    /// The digest with these 32 bytes; nil for any other count. The form for rows of a store.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        let digest = bytes.withUnsafeBytes { raw in
            ContentDigest(
                words: (
                    UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                    UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
                    UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
                    UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
                ))
        }
        self = digest
    }

    private init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

    /// Reads `sha256:<hex>` or 64 bare hexadecimal digits; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let hex = text.hasPrefix("sha256:") ? text.dropFirst(7) : text[...]
        guard let bytes = Hex.decode(String(hex)) else { return nil }
        self.init(bytes: bytes)
    }

    private init(trusted bytes: some Sequence<UInt8>) {
        var all: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var index = 0
        for byte in bytes {
            switch index >> 3 {
            case 0: all.0 = all.0 << 8 | UInt64(byte)
            case 1: all.1 = all.1 << 8 | UInt64(byte)
            case 2: all.2 = all.2 << 8 | UInt64(byte)
            default: all.3 = all.3 << 8 | UInt64(byte)
            }
            index += 1
        }
        words = all
    }

    /// The digest of `bytes`.
    package static func of(_ bytes: some Sequence<UInt8>) -> ContentDigest {
        var hash = SHA256()
        let hashed: Void? = bytes.withContiguousStorageIfAvailable {
            hash.update(bufferPointer: UnsafeRawBufferPointer($0))
        }
        if hashed == nil { hash.update(data: Array(bytes)) }
        return ContentDigest(hash.finalize())
    }

    /// The digest of the value's canonical bytes.
    package static func of(_ value: JSONValue) -> ContentDigest { of(value.canonicalBytes) }

    package var bytes: [UInt8] {
        [words.0, words.1, words.2, words.3].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
        }
    }

    /// 64 hexadecimal digits, without the prefix.
    package var hex: String {
        var digits: [UInt8] = []
        digits.reserveCapacity(64)
        writeHex(to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }

    /// The first eight hexadecimal digits, for people.
    package var short: String { String(hex.prefix(8)) }

    package static func == (lhs: ContentDigest, rhs: ContentDigest) -> Bool {
        lhs.words == rhs.words
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

extension ContentDigest: Comparable {
    /// In the order of the hexadecimal texts.
    package static func < (lhs: ContentDigest, rhs: ContentDigest) -> Bool { lhs.words < rhs.words }

    /// The digest of the digests' hexadecimal texts, one a line, no line feed at the end.
    package static func of(lines digests: [ContentDigest]) -> ContentDigest {
        var hash = SHA256()
        var line: [UInt8] = []
        for (index, digest) in digests.enumerated() {
            line.removeAll(keepingCapacity: true)
            if index > 0 { line.append(UInt8(ascii: "\n")) }
            digest.writeHex(to: &line)
            line.withUnsafeBytes { hash.update(bufferPointer: $0) }
        }
        return ContentDigest(hash.finalize())
    }

    private func writeHex(to out: inout [UInt8]) {
        for word in [words.0, words.1, words.2, words.3] {
            for shift in stride(from: UInt64(60), through: 0, by: -4) {
                out.append(Hex.digits[Int(word >> shift & 15)])
            }
        }
    }
}

extension ContentDigest {
    /// A digest of bytes that come in pieces.
    package struct Hash {
        private var hash = SHA256()

        package init() {}

        package mutating func update(_ bytes: [UInt8]) {
            bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        }

        package func finish() -> ContentDigest { ContentDigest(hash.finalize()) }
    }
}

extension ContentDigest: CustomStringConvertible {
    package var description: String { "sha256:" + hex }
}
