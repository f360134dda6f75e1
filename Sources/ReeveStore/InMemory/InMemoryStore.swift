package import ReeveModel
internal import ReeveAudit
package import ReeveJSON

/// A store in memory. The other stores are compared with it, and tests and replays use it as a scratch store.
///
/// A write works on a copy of the state. The copy becomes the state where the write succeeds. Nothing outlives the
/// process.
package actor InMemoryStore: Store {
    private var tables: InMemoryTables
    private let ids: IDSource
    private var isClosed = false
    private var views: [ViewDefinition] = []

    package init(ids: IDSource = IDSource(), now: Timestamp) {
        self.ids = ids
        tables = InMemoryTables(storeID: ids.next(now))
    }

    private init(tables: InMemoryTables) {
        self.tables = tables
        ids = IDSource()
    }

    /// An empty store with this id. A verb that only parses reads it where there is no store yet.
    package static func empty(storeID: ULID) -> InMemoryStore {
        InMemoryStore(tables: InMemoryTables(storeID: storeID))
    }

    package func read<T: Sendable>(
        _ body: @escaping @Sendable (any StoreReading) throws(StoreError) -> T
    ) async throws(StoreError) -> T {
        guard !isClosed else { throw StoreError(.closed) }
        return try body(InMemoryRows(tables: tables, ids: ids))
    }

    package func write<T: Sendable>(
        _ body: @escaping @Sendable (any StoreTransaction) throws(StoreError) -> T
    ) async throws(StoreError) -> T {
        guard !isClosed else { throw StoreError(.closed) }
        let rows = InMemoryRows(tables: tables, ids: ids)
        let value = try body(rows)
        tables = rows.tables
        return value
    }

    package func backup(to path: String) async throws(StoreError) {
        throw StoreError(.invalidRequest, "a store in memory has no file to back up")
    }

    package func integrityCheck() async throws(StoreError) -> [String] { [] }

    package func info() async throws(StoreError) -> StoreInfo {
        StoreInfo(
            engine: "memory", place: "memory", sizeBytes: 0, schemaVersion: 1, engineVersion: "", head: tables.head,
            auditSize: tables.auditHead.nextSequence, counts: tables.counts)
    }

    package func installViews(_ views: [ViewDefinition]) async throws(StoreError) { self.views = views }

    package func close() async { isClosed = true }
}
