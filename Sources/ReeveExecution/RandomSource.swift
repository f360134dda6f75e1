package import ReeveJSON
package import ReeveModel
internal import Synchronization

/// Random numbers for jitter and ids. Tests and replays give the seed. Work in a ``RecordingLane`` draws from its lane.
package final class RandomSource: Sendable {
    private struct State {
        var seeded: SeededRandom?
        var ids = ULID.Generator()
        /// Whether ids come of the seed too.
        let seedsIDs: Bool
    }

    private let state: Mutex<State>

    /// - Parameter seed: of jitter; ids are the system's.
    package init(seed: UInt64? = nil) {
        state = Mutex(State(seeded: seed.map { SeededRandom(state: $0) }, seedsIDs: false))
    }

    /// - Parameter digest: of jitter and ids.
    package init(digest: ContentDigest) { state = Mutex(State(seeded: SeededRandom(digest), seedsIDs: true)) }

    package func withGenerator<T>(_ body: (inout any RandomNumberGenerator) -> T) -> T {
        if let lane = RecordingLane.current { return lane.withGenerator(body) }
        return state.withLock { state in
            guard let seeded = state.seeded else {
                var system: any RandomNumberGenerator = SystemRandomNumberGenerator()
                return body(&system)
            }
            var generator: any RandomNumberGenerator = seeded
            let result = body(&generator)
            state.seeded = generator as? SeededRandom ?? seeded
            return result
        }
    }

    package func nextID(_ clock: any ExecutionClock) -> ULID {
        if let lane = RecordingLane.current { return lane.nextID() }
        let now = clock.now
        return state.withLock { state in
            guard state.seedsIDs, var seeded = state.seeded else { return state.ids.next(at: now) }
            defer { state.seeded = seeded }
            return state.ids.next(at: now, using: &seeded)
        }
    }
}
