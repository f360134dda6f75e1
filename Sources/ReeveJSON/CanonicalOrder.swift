/// The order of object keys in canonical JSON: by UTF-16 code units (RFC 8785, section 3.2.3).
package enum CanonicalOrder {
    /// Whether `lhs` comes strictly before `rhs`.
    package static func precedes(_ lhs: String, _ rhs: String) -> Bool {
        let fast = lhs.utf8.withContiguousStorageIfAvailable { left in
            rhs.utf8.withContiguousStorageIfAvailable { right in precedes(left, right) }
        }
        if let decided = fast ?? nil { return decided }
        return lhs.utf16.lexicographicallyPrecedes(rhs.utf16)
    }

    /// Compares UTF-8 text by the UTF-16 units that it stands for.
    ///
    /// The two orders differ in one place only: code points above U+FFFF (first byte F0 and up) are
    /// surrogates in UTF-16 and come before U+E000 to U+FFFF (first bytes EE and EF).
    package static func precedes(_ lhs: UnsafeBufferPointer<UInt8>, _ rhs: UnsafeBufferPointer<UInt8>) -> Bool {
        let shared = Swift.min(lhs.count, rhs.count)
        var index = 0
        while index < shared {
            let left = lhs[index]
            let right = rhs[index]
            if left != right {
                let leftIsSurrogate = left >= 0xF0
                let rightIsSurrogate = right >= 0xF0
                if leftIsSurrogate != rightIsSurrogate, Swift.min(left, right) >= 0xEE { return leftIsSurrogate }
                return left < right
            }
            index += 1
        }
        return lhs.count < rhs.count
    }
}
