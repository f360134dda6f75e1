package import ReeveJSON
package import ReeveModel
package import ReeveStore

/// The buckets and permits of one process, as a value. It decides what a run may take at an instant.
///
/// A run takes from all limits that apply, or from none. A run that has to wait takes nothing, and is promised a time
/// instead. So runs that wait for the same bucket come back one after another.
package struct LimiterState: Sendable {
    package enum Outcome: Sendable, Hashable {
        case taken(Permit)
        /// The rates leave no room before this instant.
        case wait(until: Timestamp, limit: String)
        /// Nothing is free until another run gives its permit back.
        case saturated(limit: String)
        /// Nothing is free, and the limit says `onExceeded: fail`.
        case exceeded(limit: String)
    }

    /// What a run has taken. ``release(_:)`` gives it back.
    package struct Permit: Sendable, Hashable {
        let concurrent: [String]
        let rated: [String]
    }

    private var buckets: [String: TokenBucket] = [:]
    private var running: [String: Int] = [:]
    /// The runs that were promised a time, by bucket.
    private var promised: [String: Set<ULID>] = [:]

    package init() {}

    /// The buckets that a run needs and that are not known here yet. Give them to ``restore(_:for:)`` before
    /// ``take(_:run:now:)``.
    package func unknownBuckets(_ limits: [AppliedLimit]) -> [String] {
        limits.compactMap { $0.rate != nil && buckets[$0.bucket] == nil ? $0.bucket : nil }
    }

    /// Takes over buckets from the store. A bucket that is known here stays as it is.
    package mutating func restore(_ stored: [LimiterBucket], for limits: [AppliedLimit]) {
        for row in stored {
            guard buckets[row.key] == nil, let rate = limits.first(where: { $0.bucket == row.key })?.rate else {
                continue
            }
            buckets[row.key] = TokenBucket(rate, tokens: row.tokens, updatedAt: row.updatedAt)
        }
    }

    /// - Parameter run: the run that asks. Where it was promised a time before, it does not wait behind its own
    ///   promise.
    package mutating func take(_ limits: [AppliedLimit], run: ULID, now: Timestamp) -> Outcome {
        for limit in limits {
            guard let most = limit.concurrency, running[limit.bucket, default: 0] >= most else { continue }
            return limit.onExceeded == .fail ? .exceeded(limit: limit.name) : .saturated(limit: limit.name)
        }
        var wait: (until: Timestamp, limit: AppliedLimit)?
        for limit in limits {
            guard let rate = limit.rate else { continue }
            var bucket = bucket(limit.bucket, rate: rate, now: now)
            bucket.refill(now: now)
            buckets[limit.bucket] = bucket
            guard bucket.tokens < TokenBucket.token else { continue }
            if limit.onExceeded == .fail { return .exceeded(limit: limit.name) }
            let queued = promised[limit.bucket, default: []].subtracting([run]).count
            let until = bucket.available(queued: queued) ?? Timestamp(microseconds: .max)
            if wait.map({ until > $0.until }) ?? true { wait = (until, limit) }
        }
        if let wait {
            promised[wait.limit.bucket, default: []].insert(run)
            return .wait(until: max(wait.until, now.advanced(by: .microseconds(1))), limit: wait.limit.name)
        }
        for limit in limits {
            if limit.rate != nil {
                _ = buckets[limit.bucket]?.take()
                promised[limit.bucket]?.remove(run)
            }
            if limit.concurrency != nil { running[limit.bucket, default: 0] += 1 }
        }
        return .taken(
            Permit(
                concurrent: limits.filter { $0.concurrency != nil }.map(\.bucket),
                rated: limits.filter { $0.rate != nil }.map(\.bucket)))
    }

    /// Gives the places of a permit back. Its tokens are spent.
    package mutating func release(_ permit: Permit) {
        for bucket in permit.concurrent {
            let left = running[bucket, default: 0] - 1
            running[bucket] = left > 0 ? left : nil
        }
    }

    /// Gives the places and the tokens of a permit back, since its call was not made.
    package mutating func cancel(_ permit: Permit) {
        release(permit)
        for bucket in permit.rated { buckets[bucket]?.giveBack() }
    }

    /// Forgets the promises to a run that will not come back.
    package mutating func forget(run: ULID) {
        for key in promised.keys {
            promised[key]?.remove(run)
            if promised[key]?.isEmpty == true { promised[key] = nil }
        }
    }

    /// The rows of a permit's buckets, for the store.
    package func rows(of permit: Permit) -> [LimiterBucket] {
        permit.rated.compactMap { key in
            buckets[key].map { LimiterBucket(key: key, tokens: $0.tokens, updatedAt: $0.updatedAt) }
        }
    }

    /// The bucket with the present rate of its limit. A new bucket is full.
    private func bucket(_ key: String, rate: LimitSpec.Rate, now: Timestamp) -> TokenBucket {
        guard let known = buckets[key] else { return TokenBucket(rate, now: now) }
        return known.rate == rate ? known : TokenBucket(rate, tokens: known.tokens, updatedAt: known.updatedAt)
    }
}
