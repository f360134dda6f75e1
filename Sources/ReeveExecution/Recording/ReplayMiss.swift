/// A question that the recording has no answer to.
struct ReplayMiss: Error, Sendable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
