/// Quantiles by the nearest-rank method: the smallest value that at least so many percent do not exceed.
///
/// Nothing is interpolated, so each quantile is the duration of a run that exists.
package struct Quantiles: Sendable, Hashable {
    package let count: Int
    package let minimum: Duration
    package let p50: Duration
    package let p95: Duration
    package let p99: Duration
    package let maximum: Duration

    /// Nil for no values.
    package init?(_ values: [Duration]) {
        let sorted = values.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        func rank(_ percent: Int) -> Duration { sorted[max(1, (sorted.count * percent + 99) / 100) - 1] }
        count = sorted.count
        minimum = first
        p50 = rank(50)
        p95 = rank(95)
        p99 = rank(99)
        maximum = last
    }
}
