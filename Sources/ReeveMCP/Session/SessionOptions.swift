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
