/// Until when something may take.
struct RequestLimits: Sendable {
    /// One request over the wire.
    var timeout: Duration
    /// All requests, with the pauses between them.
    var deadline: ContinuousClock.Instant
}
