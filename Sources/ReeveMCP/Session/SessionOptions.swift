package import ReeveJSON

/// How a session is opened and what it puts up with.
package struct SessionOptions: Sendable {
    /// Sent to servers as `clientInfo`.
    package var clientName = "reeve"
    package var clientVersion = "0"
    package var preference = ProtocolPreference.auto
    /// What the server spoke when it was asked last; with `auto` the first question goes by it.
    package var guess: ProtocolEra?
    /// How long a server may be silent on the first question before it is asked the second one, which leaves the first
    /// one open; at most a third of `openTimeout`.
    package var discoverTimeout = Duration.seconds(5)
    /// For the whole agreement, from the first message on.
    package var openTimeout = Duration.seconds(30)
    /// For a request whose caller names no deadline.
    package var requestTimeout = Duration.seconds(30)
    package var limits = SessionLimits()
    /// A W3C `traceparent`, put into `_meta` of every request.
    package var traceparent: String?
    /// Given each notification but progress (log messages, changed lists), on the transport's thread.
    package var notificationSink: (@Sendable (_ method: String, _ params: JSONValue?) -> Void)?

    package init() {}
}

/// Bounds on what a server can make us do.
package struct SessionLimits: Sendable {
    package var listPagesMax = 1_000
    package var listEntriesMax = 10_000
    /// Progress notes delivered for one call; more are counted and dropped.
    package var progressNotesMax = 1_000
    package var requestBytesMax = 16 << 20
    /// Messages in one JSON-RPC batch.
    package var batchMessagesMax = 1_000
    /// How often a call is sent again because the server wants input that it is told it does not get.
    package var inputRoundsMax = 10

    package init() {}
}

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

/// A step of a long call, as its server reports it. Values rise; they need not end at the total.
package struct ProgressNote: Sendable, Hashable {
    package let progress: Double
    package let total: Double?
    /// The server's words, whole and unredacted.
    package let message: String?
}
