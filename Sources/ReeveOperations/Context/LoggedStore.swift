import ReeveJSON
import ReeveModel
import ReeveStore

/// A store that logs the time of each transaction. It is used where debug entries are logged.
struct LoggedStore: Store {
    let store: any Store
    let context: OperationContext

    func read<T: Sendable>(
        _ body: @escaping @Sendable (any StoreReading) throws(StoreError) -> T
    ) async throws(StoreError) -> T {
        try await timed("store-read") { () throws(StoreError) in try await store.read(body) }
    }

    func write<T: Sendable>(
        _ body: @escaping @Sendable (any StoreTransaction) throws(StoreError) -> T
    ) async throws(StoreError) -> T {
        try await timed("store-write") { () throws(StoreError) in try await store.write(body) }
    }

    func backup(to path: String) async throws(StoreError) {
        try await timed("store-backup") { () throws(StoreError) in try await store.backup(to: path) }
    }

    func integrityCheck() async throws(StoreError) -> [String] {
        try await timed("store-check") { () throws(StoreError) in try await store.integrityCheck() }
    }

    func info() async throws(StoreError) -> StoreInfo { try await store.info() }

    func installViews(_ views: [ViewDefinition]) async throws(StoreError) { try await store.installViews(views) }

    func close() async {
        await store.close()
        context.log(.debug, "store-closed")
    }

    /// Measures a transaction. The time includes the waits for the writer and for the disk.
    private func timed<T: Sendable>(
        _ event: String, _ body: () async throws(StoreError) -> T
    ) async throws(StoreError) -> T {
        let start = ContinuousClock.now
        do throws(StoreError) {
            let result = try await body()
            context.log(.debug, event, ["duration_us": Self.microseconds(since: start)])
            return result
        } catch {
            context.log(.debug, event, ["duration_us": Self.microseconds(since: start), "error": "\(error.code)"])
            throw error
        }
    }

    private static func microseconds(since start: ContinuousClock.Instant) -> String {
        "\((ContinuousClock.now - start).microseconds)"
    }
}
