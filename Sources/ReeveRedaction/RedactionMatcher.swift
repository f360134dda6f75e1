internal import ReeveJSON

/// A pattern that is not built in.
package protocol RedactionMatcher: Sendable {
    /// Goes into `[redacted:KIND]`: lower-case letters, digits and dashes.
    var kind: String { get }

    /// What to take out, as offsets into valid UTF-8 on whole characters; in any order.
    func ranges(in text: UnsafeBufferPointer<UInt8>) -> [Range<Int>]
}
