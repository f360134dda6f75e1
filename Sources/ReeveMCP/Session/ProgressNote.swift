/// A step of a long call, as its server reports it. Values rise; they need not end at the total.
package struct ProgressNote: Sendable, Hashable {
    package let progress: Double
    package let total: Double?
    /// The server's words, whole and unredacted.
    package let message: String?
}
