package import ReeveAudit
package import ReeveMCP
package import ReeveModel
package import ReeveStore
internal import ReeveJSON
internal import Synchronization

/// What every attempt needs; made once for a process.
package struct ExecutionServices: Sendable {
    package let store: any Store
    package let clock: any ExecutionClock
    package let pool: SessionPool
    package let catalog: ScopeCatalog
    package let limiter: Limiter
    package let secrets: SecretResolver
    package let connections: any ConnectionProvider
    package let contexts: BatchContexts
    package let listings: ToolListings
    package let heldInputs = HeldInputs()
    /// The machine and the user, for events.
    package let source: AuditEvent.Source?
    package let random: RandomSource

    package init(
        store: any Store, clock: any ExecutionClock = SystemExecutionClock(), pool: SessionPool,
        catalog: ScopeCatalog, secrets: SecretResolver, connections: any ConnectionProvider,
        source: AuditEvent.Source? = nil, random: RandomSource = RandomSource()
    ) {
        self.store = store
        self.clock = clock
        self.pool = pool
        self.catalog = catalog
        limiter = Limiter(store: store, clock: clock)
        self.secrets = secrets
        self.connections = connections
        contexts = BatchContexts(store: store)
        listings = ToolListings(store: store)
        self.source = source
        self.random = random
    }
}

/// Randomness for jitter and ids; seeded in tests and replays.
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
