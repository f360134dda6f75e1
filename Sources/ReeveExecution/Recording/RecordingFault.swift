/// What is wrong with a line or a file of a recording, in words.
struct RecordingFault: Error, Sendable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
