/// What a session met besides answers; for logs and tests.
package struct SessionCounters: Sendable, Hashable {
    /// Lines that are no JSON-RPC message.
    package var noiseLines = 0
    /// Answers to no request of ours.
    package var foreignAnswers = 0
    /// Second answers, and answers after a time-out or a cancel.
    package var lateAnswers = 0
    /// Requests of the server that were declined.
    package var declinedRequests = 0
    /// Those of them that ask for input: a person's, a model's or the client's folders.
    package var declinedInputs = 0
    package var droppedProgressNotes = 0
    /// Lists that were taken to end because their cursor came back with nothing new.
    package var repeatedCursors = 0
    /// How often the server said that its tools have changed.
    package var toolListChanges = 0

    package init() {}
}
