internal import ReeveJSON
package import ReeveModel

/// A limit as it applies to one run: the bucket that it uses, and what it bounds.
package struct AppliedLimit: Sendable, Hashable {
    /// The name of the bucket in the store. Runs that share the bucket have the same name here.
    package let bucket: String
    /// The path of the Limit, or `default`.
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
    /// For example `limit 'acme/Limit/calm' (60 in 1m, 5 at once)`. The words for the default say that no Limit names
    /// the tool.
    package var words: String {
        var bounds: [String] = []
        if let rate { bounds.append("\(rate.refill) in \(DurationText.format(rate.every))") }
        if let concurrency { bounds.append("\(concurrency) at once") }
        let text = bounds.isEmpty ? "" : " (\(bounds.joined(separator: ", ")))"
        guard name == "default" else { return "limit '\(name)'\(text)" }
        return "the default limit\(text) for each agent and tool that no Limit names"
    }
}
