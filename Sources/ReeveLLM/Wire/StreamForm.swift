/// How the pieces of a streamed answer are marked off.
enum StreamForm: Sendable, Hashable {
    /// `text/event-stream`: the data of each event is a piece.
    case serverSentEvents
    /// Newline-delimited JSON: each line is a piece.
    case lines
}
