internal import ReeveJSON
package import ReeveModel
internal import Synchronization

/// Random numbers for jitter and ids. Tests and replays give the seed.
package final class RandomSource: Sendable {
    private struct State {
        var seeded: UInt64?
        var ids = ULID.Generator()
    }

    private let state: Mutex<State>

    package init(seed: UInt64? = nil) { state = Mutex(State(seeded: seed)) }

    package func withGenerator<T>(_ body: (inout any RandomNumberGenerator) -> T) -> T {
        state.withLock { state in
            guard let seed = state.seeded else {
                var system: any RandomNumberGenerator = SystemRandomNumberGenerator()
                return body(&system)
            }
            var generator: any RandomNumberGenerator = SplitMix(state: seed)
            let result = body(&generator)
            state.seeded = generator.next()
            return result
        }
    }

    package func nextID(_ clock: any ExecutionClock) -> ULID {
        let now = clock.now
        return state.withLock { $0.ids.next(at: now) }
    }

    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}
