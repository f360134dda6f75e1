package import ReeveAudit
package import ReeveMCP
package import ReeveStore

/// What every attempt needs; made once for a process.
package struct ExecutionServices: Sendable {
    package let store: any Store
    package let clock: any ExecutionClock
    package let pool: SessionPool
    package let catalog: ScopeCatalog
    package let limiter: Limiter
    package let secrets: SecretResolver
    package let connections: any ConnectionProvider
    package let models: any ModelClientSource
    package let contexts: BatchContexts
    package let listings: ToolListings
    package let heldInputs = HeldInputs()
    /// The machine and the user, for events.
    package let source: AuditEvent.Source?
    package let random: RandomSource
    /// Set while a recording is made or played.
    package let tape: Tape?

    package init(
        store: any Store, clock: any ExecutionClock = SystemExecutionClock(), pool: SessionPool,
        catalog: ScopeCatalog, secrets: SecretResolver, connections: any ConnectionProvider,
        models: any ModelClientSource = NoModels(), source: AuditEvent.Source? = nil,
        random: RandomSource = RandomSource(), tape: Tape? = nil
    ) {
        self.store = store
        self.clock = clock
        self.pool = pool
        self.catalog = catalog
        limiter = Limiter(store: store, clock: clock)
        self.secrets = secrets
        self.connections = connections
        self.models = tape.map { TapedModels(models, tape: $0, secrets: secrets) } ?? models
        self.tape = tape
        contexts = BatchContexts(store: store)
        listings = ToolListings(store: store)
        self.source = source
        self.random = random
    }
}
