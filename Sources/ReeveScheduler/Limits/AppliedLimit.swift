internal import ReeveJSON
package import ReeveModel

/// A limit as it concerns one run: its bucket, and what it bounds.
package struct AppliedLimit: Sendable, Hashable {
    /// The name of the bucket in the store; the same for runs that share it.
    package let bucket: String
    /// The limit's path, or `default`.
    package let name: String
    package let rate: LimitSpec.Rate?
    package let concurrency: Int?
    package let onExceeded: LimitSpec.OnExceeded

    package init(
        bucket: String, name: String, rate: LimitSpec.Rate?, concurrency: Int?, onExceeded: LimitSpec.OnExceeded
    ) {
        self.bucket = bucket
        self.name = name
        self.rate = rate
        self.concurrency = concurrency
        self.onExceeded = onExceeded
    }
}

extension AppliedLimit {
    /// `limit 'acme/Limit/calm' (60 in 1m, 5 at once)`; the default says that no Limit was written.
    package var words: String {
        var bounds: [String] = []
        if let rate { bounds.append("\(rate.refill) in \(DurationText.format(rate.every))") }
        if let concurrency { bounds.append("\(concurrency) at once") }
        let text = bounds.isEmpty ? "" : " (\(bounds.joined(separator: ", ")))"
        guard name == "default" else { return "limit '\(name)'\(text)" }
        return "the default limit\(text) for each agent and tool that no Limit names"
    }
}
