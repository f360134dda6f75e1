internal import Glibc
internal import ReeveJSON

/// Comparison by Unicode scalars, as JSON Schema asks: Swift's own takes `é` and `e` with an accent for one.
enum ExactText {
    static func isSame(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        let decided = left.utf8.withContiguousStorageIfAvailable { one in
            right.utf8.withContiguousStorageIfAvailable { other in hasSameBytes(one, other) }
        }
        return decided.flatMap { $0 } ?? left.utf8.elementsEqual(right.utf8)
    }

    private static func hasSameBytes(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let one = left.baseAddress, let other = right.baseAddress else { return true }
        return memcmp(one, other, left.count) == 0
    }

    /// Below zero, zero or above, as `left` comes before, is, or comes after `right` in canonical key order.
    static func order(_ left: String, _ right: String) -> Int {
        if isSame(left, right) { return 0 }
        return CanonicalOrder.precedes(left, right) ? -1 : 1
    }

    /// Unicode scalars, not characters.
    static func length(_ text: String) -> Int {
        let counted: Int? = text.utf8.withContiguousStorageIfAvailable { bytes in
            var count = 0
            for byte in bytes { count &+= byte & 0xC0 == 0x80 ? 0 : 1 }
            return count
        }
        return counted ?? text.unicodeScalars.count
    }
}
