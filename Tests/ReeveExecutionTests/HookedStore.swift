import ReeveStore
import Synchronization

/// Something else happens after the first read, or before each write.
final class HookedStore: Store {
    private let base: any Store
    private let hook: Mutex<(@Sendable () async -> Void)?>
    private let beforeWrite: @Sendable () async throws(StoreError) -> Void

    init(
        base: any Store, afterFirstRead hook: (@Sendable () async -> Void)? = nil,
        beforeWrite: @escaping @Sendable () async throws(StoreError) -> Void = {}
    ) {
        self.base = base
        self.hook = Mutex(hook)
        self.beforeWrite = beforeWrite
    }

    func read<T: Sendable>(
        _ body: @escaping @Sendable (any StoreReading) throws(StoreError) -> T
    ) async throws(StoreError) -> T {
        let found = try await base.read(body)
        let hook = hook.withLock { hook in
            defer { hook = nil }
            return hook
        }
        await hook?()
        return found
    }

    func write<T: Sendable>(
        _ body: @escaping @Sendable (any StoreTransaction) throws(StoreError) -> T
    ) async throws(StoreError) -> T {
        try await beforeWrite()
        return try await base.write(body)
    }

    func backup(to path: String) async throws(StoreError) { try await base.backup(to: path) }
    func integrityCheck() async throws(StoreError) -> [String] { try await base.integrityCheck() }
    func info() async throws(StoreError) -> StoreInfo { try await base.info() }
    func installViews(_ views: [ViewDefinition]) async throws(StoreError) { try await base.installViews(views) }
    func close() async { await base.close() }
}
