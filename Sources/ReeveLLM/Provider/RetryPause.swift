/// How long to wait before a request is repeated.
enum RetryPause {
    static let base: Duration = .seconds(1)
    static let longest: Duration = .seconds(20)
    /// A provider that asks for more is not waited for: the error tells the wish, and its run waits without a permit.
    static let longestAsked: Duration = .seconds(60)

    /// Full jitter: any part of a bound that doubles with each attempt. What the provider asks for is waited in full, and
    /// up to a second more, so that those who were told the same do not return together.
    ///
    /// - Parameters:
    ///   - attempt: that failed, from 1.
    ///   - random: from 0 up to 1.
    /// - Returns: nil where the provider asks for too much.
    static func pause(after error: ModelError, attempt: Int, random: Double) -> Duration? {
        if let asked = error.retryAfter {
            return asked <= longestAsked ? asked + base * random : nil
        }
        return min(longest, base * (1 << min(max(attempt - 1, 0), 16))) * random
    }
}
