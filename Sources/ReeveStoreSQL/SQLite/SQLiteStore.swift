internal import CSQLite
internal import Glibc
package import ReeveJSON
package import ReeveStore
internal import Synchronization

/// The embedded store: one file, one writer thread with group commit, and readers that run beside the writer.
///
/// ```swift
/// let store = try await SQLiteStore.open(path: ".reeve/reeve.db", mode: .create)
/// ```
package final class SQLiteStore: Store {
    package enum Mode: Sendable, Hashable {
        /// Writes nothing, and does not migrate the schema.
        case readOnly
        /// Throws `missing` where there is no file.
        case readWrite
        /// Makes the file (mode 0600) and its folder (mode 0700) where they do not exist.
        case create
    }

    package struct Options: Sendable {
        /// How long a write waits for another process that holds the writer lock.
        package var lockTimeout: Duration
        /// Called once for each wait that lasts longer than a second.
        package var onLockWait: (@Sendable (LockHolder) -> Void)?
        package var ids: IDSource
        /// The time in the id of a new store.
        package var now: Timestamp?
        /// The largest number of pages. Tests use it to fill the disk.
        package var maximumPageCount: Int?

        package init(
            lockTimeout: Duration = .seconds(30), onLockWait: (@Sendable (LockHolder) -> Void)? = nil,
            ids: IDSource = IDSource(), now: Timestamp? = nil, maximumPageCount: Int? = nil
        ) {
            self.lockTimeout = lockTimeout
            self.onLockWait = onLockWait
            self.ids = ids
            self.now = now
            self.maximumPageCount = maximumPageCount
        }
    }

    package let path: String
    package let mode: Mode
    private let writer: SQLiteThread<SQLiteWriter>?
    private let readers: [SQLiteThread<SQLRows>]
    private let queue = WriteQueue()
    private let turn = Atomic<Int>(0)

    private init(path: String, mode: Mode, writer: SQLiteThread<SQLiteWriter>?, readers: [SQLiteThread<SQLRows>]) {
        self.path = path
        self.mode = mode
        self.writer = writer
        self.readers = readers
    }

    /// Opens the store, and migrates its schema where `mode` may write.
    ///
    /// - Throws: `missing`, `readOnly`, `notADatabase`, `corrupt`, `newerVersion`, `olderVersion` (for a mode that may
    ///   not write), `locked`, `full`, `ioFailure`.
    package static func open(
        path: String, mode: Mode, options: Options = Options()
    ) async throws(StoreError) -> SQLiteStore {
        var writer: SQLiteThread<SQLiteWriter>?
        if mode != .readOnly {
            writer = try await SQLiteThread { () throws(StoreError) in
                let connection = try SQLiteOpening.openForWriting(path: path, mode: mode, options: options)
                return SQLiteWriter(connection: connection, ids: options.ids, options: options)
            }
        }
        var readers: [SQLiteThread<SQLRows>] = []
        for _ in 1...2 {
            readers.append(
                try await SQLiteThread { () throws(StoreError) in
                    SQLRows(connection: try SQLiteOpening.openForReading(path: path), ids: options.ids)
                })
        }
        return SQLiteStore(path: path, mode: mode, writer: writer, readers: readers)
    }

    /// Opens the store for reading. Where there is no file, the answer is nil and none is made.
    package static func openIfPresent(
        path: String, options: Options = Options()
    ) async throws(StoreError) -> SQLiteStore? {
        guard access(path, F_OK) == 0 else { return nil }
        return try await open(path: path, mode: .readOnly, options: options)
    }

    package func read<T: Sendable>(
        _ body: @escaping @Sendable (any StoreReading) throws(StoreError) -> T
    ) async throws(StoreError) -> T {
        let number = turn.wrappingAdd(1, ordering: .relaxed).newValue
        return try await readers[number % readers.count].call { rows throws(StoreError) in
            try rows.connection.execute(script: "BEGIN")
            // Nothing was written, so a failure to end the snapshot loses nothing.
            defer { try? rows.connection.execute(script: "ROLLBACK") }
            return try body(rows)
        }
    }

    package func write<T: Sendable>(
        _ body: @escaping @Sendable (any StoreTransaction) throws(StoreError) -> T
    ) async throws(StoreError) -> T {
        guard let writer else { throw StoreError(.readOnly, path) }
        let box = ResultBox<T>()
        let error: StoreError? = await withCheckedContinuation { continuation in
            queue.add(
                WriteJob(
                    perform: { rows throws(StoreError) in box.set(try body(rows)) },
                    finish: { continuation.resume(returning: $0) }))
            // Each operation asks for a commit. An earlier group may have carried the operation already; this commit
            // then finds the queue empty.
            let isOpen = writer.submit { [queue, path] writer in
                if let writer { writer.commit(queue.takeGroup()) } else { queue.refuse(StoreError(.closed, path)) }
            }
            if !isOpen { queue.refuse(StoreError(.closed, path)) }
        }
        if let error { throw error }
        guard let value = box.value else { throw StoreError(.closed, path) }
        return value
    }

    package func close() async {
        for reader in readers { await reader.close { ($0.connection as? SQLiteConnection)?.close() } }
        await writer?.close { $0.connection.close() }
    }

    /// Runs `body` on the writer's connection, between two groups of operations.
    func withWriterConnection<T: Sendable>(
        _ body: @escaping @Sendable (SQLiteWriter) throws(StoreError) -> T
    ) async throws(StoreError) -> T {
        guard let writer else { throw StoreError(.readOnly, path) }
        return try await writer.call(body)
    }

    /// Runs `body` on a reader's connection. No transaction is open.
    func withReaderConnection<T: Sendable>(
        _ body: @escaping @Sendable (SQLiteConnection) throws(StoreError) -> T
    ) async throws(StoreError) -> T {
        try await readers[0].call { rows throws(StoreError) in
            guard let connection = rows.connection as? SQLiteConnection else { throw StoreError(.closed) }
            return try body(connection)
        }
    }
}

/// Carries a result from the writer's thread to the caller, who reads it after the commit.
private final class ResultBox<T: Sendable>: Sendable {
    private let mutex = Mutex<T?>(nil)

    func set(_ value: T) { mutex.withLock { $0 = value } }
    var value: T? { mutex.withLock { $0 } }
}
