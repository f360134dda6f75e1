internal import ReeveJSON

/// All forms of all known values, found by their first six bytes.
struct KnownSecretIndex: Sendable {
    struct Needle: Sendable {
        let bytes: [UInt8]
        let before: Int
        let after: Int
    }

    let ignoredCount: Int
    /// Values that JSON may hold as numbers.
    let numbers: Set<String>
    // INVARIANT (longest first): of two needles that both match, the longer comes first.
    private let buckets: [UInt64: [Needle]]

    init(_ secrets: [String]) {
        var ignored = 0
        var forms: Set<KnownSecret.Form> = []
        var numbers: Set<String> = []
        for secret in Set(secrets) where !secret.isEmpty {
            guard secret.utf8.count >= Redactor.minimumSecretBytes else {
                ignored += 1
                continue
            }
            forms.formUnion(KnownSecret.forms(of: secret))
            if let number = JSONNumber(secret) { numbers.insert(number.canonicalText) }
        }
        var buckets: [UInt64: [Needle]] = [:]
        for form in forms where form.bytes.count >= Redactor.minimumSecretBytes {
            let key = form.bytes.withUnsafeBufferPointer { Self.key($0, 0) }
            buckets[key, default: []].append(Needle(bytes: form.bytes, before: form.before, after: form.after))
        }
        for key in buckets.keys { buckets[key]?.sort { $0.bytes.count > $1.bytes.count } }
        self.buckets = buckets
        self.numbers = numbers
        ignoredCount = ignored
    }

    var isEmpty: Bool { buckets.isEmpty }

    /// The first three bytes of every needle.
    var anchors: [[UInt8]] { buckets.values.flatMap { $0.map { Array($0.bytes.prefix(3)) } } }

    private static func key(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> UInt64 {
        var key: UInt64 = 0
        for offset in 0..<6 { key = key << 8 | UInt64(bytes[index + offset]) }
        return key
    }

    /// The longest known value at `index`.
    func match(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Range<Int>? {
        guard index + Redactor.minimumSecretBytes <= bytes.count, let needles = buckets[Self.key(bytes, index)] else {
            return nil
        }
        for needle in needles where index + needle.bytes.count <= bytes.count {
            let window = UnsafeBufferPointer(rebasing: bytes[index..<index + needle.bytes.count])
            guard needle.bytes.withUnsafeBufferPointer({ $0.elementsEqual(window) }) else { continue }
            var start = index
            var end = index + needle.bytes.count
            while start > max(0, index - needle.before), ByteClass.isBase64(bytes[start - 1]) { start -= 1 }
            let limit = min(bytes.count, end + needle.after)
            while end < limit, ByteClass.isBase64(bytes[end]) { end += 1 }
            return start..<end
        }
        return nil
    }
}
