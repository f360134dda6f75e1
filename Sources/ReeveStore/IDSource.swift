package import ReeveJSON
package import ReeveModel
internal import Synchronization

/// Where a store takes new ids from. The ids ascend, and all connections of the store share one source.
package final class IDSource: Sendable {
    private let generator = Mutex(ULID.Generator())
    private let random: (@Sendable () -> UInt64)?

    /// - Parameter random: the randomness of the ids; nil for that of the system. Replays and tests give their own.
    package init(random: (@Sendable () -> UInt64)? = nil) { self.random = random }

    package func next(_ now: Timestamp) -> ULID {
        generator.withLock { generator in
            guard let random else { return generator.next(at: now) }
            var source = Given(next: random)
            return generator.next(at: now, using: &source)
        }
    }

    private struct Given: RandomNumberGenerator {
        let source: @Sendable () -> UInt64
        init(next: @escaping @Sendable () -> UInt64) { source = next }
        func next() -> UInt64 { source() }
    }
}
