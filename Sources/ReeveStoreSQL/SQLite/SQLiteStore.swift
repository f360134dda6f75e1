import CSQLite
import Glibc
import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore

/// A store in one SQLite file: WAL, one writer, `synchronous=FULL`, group commit.
///
/// Writes of many tasks that wait at one time share one transaction, each in a savepoint of its own; they return
/// when it is durable. Reads run beside them on a connection and a thread of their own.
package final class SQLiteStore: Store {
    package enum Mode: Sendable {
        /// Makes, migrates and writes.
        case write
        /// Never writes; a store that is not there reads as an empty one.
        case read
    }

    private typealias WriteJob = (
        run: (SQLStoreTransaction) -> Result<() -> Void, StoreError>, fail: (StoreError) -> Void
    )
    private typealias ReadJob = (SQLiteConnection) -> Void

    package let path: String
    private let mode: Mode
    private let writer: StoreThread<WriteJob>?
    private let reader: StoreThread<ReadJob>
    private let closed: CloseLatch

    /// Opens the store; makes and migrates it where the mode writes.
    ///
    /// Blocks: a few milliseconds for an existing store, up to `lockTimeout` while another process migrates it.
    ///
    /// - Parameters:
    ///   - clock: The time of ids that the store gives.
    ///   - pageLimit: The most pages that the file may grow to; for tests of a full disk.
    /// - Throws: ``StoreError``.
    package init(
        path: String, mode: Mode, lockTimeout: Duration = .seconds(30), pageLimit: Int? = nil
    ) throws(StoreError) {
        self.path = path
        self.mode = mode
        let exists = access(path, F_OK) == 0
        var writing: SQLiteConnection?
        let reading: SQLiteConnection
        switch mode {
        case .write:
            if !exists { try Self.makeFile(path) }
            let connection = try SQLiteConnection(path: path, mode: .writing)
            try SQLiteSetup.prepareForWriting(connection, path: path, lockTimeout: lockTimeout)
            if let pageLimit { _ = try connection.pragma("max_page_count = \(pageLimit)") }
            writing = connection
            reading = try SQLiteConnection(path: path, mode: .reading)
            try SQLiteSetup.prepareForReading(reading)
        case .read where exists:
            reading = try SQLiteConnection(path: path, mode: .reading)
            try SQLiteSetup.prepareForReading(reading)
            try SQLiteSetup.checkVersion(reading)
        case .read:
            reading = try SQLiteConnection(path: ":memory:", mode: .memory)
            try SQLiteSetup.makeEmpty(reading)
        }
        let latch = CloseLatch(threads: writing == nil ? 1 : 2)
        closed = latch
        let readConnection = Confined(reading)
        reader = StoreThread(
            work: { jobs in for job in jobs { job(readConnection.value) } }, finished: { latch.arrive() })
        if let writing {
            let group = GroupCommit(connection: writing, path: path, lockTimeout: lockTimeout)
            let confined = Confined(group)
            writer = StoreThread(
                work: { jobs in
                    confined.value.commit(jobs.map { GroupCommit.Job(run: $0.run, fail: $0.fail) })
                }, finished: { latch.arrive() })
        } else {
            writer = nil
        }
        reader.start()
        writer?.start()
    }

    private static func makeFile(_ path: String) throws(StoreError) {
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            var folder = ""
            for part in path[..<slash].split(separator: "/", omittingEmptySubsequences: false) {
                folder +=
                    folder.isEmpty && part.isEmpty ? "/" : (folder.isEmpty || folder.hasSuffix("/") ? "" : "/") + part
                if mkdir(folder, 0o755) != 0, errno != EEXIST {
                    throw StoreError(
                        errno == EROFS || errno == EACCES ? .readOnly : .ioFailure, "making the folder \(folder)",
                        underlying: String(cString: strerror(errno)))
                }
            }
        }
        // Made by us and not by SQLite, so that nobody else may read it from the first byte on.
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreError(
                errno == EROFS || errno == EACCES ? .readOnly : .ioFailure, "making \(path)",
                underlying: String(cString: strerror(errno)))
        }
        Glibc.close(descriptor)
    }

    // MARK: Store

    package func read<T: Sendable>(
        _ body: @escaping @Sendable (any StoreReading) throws(StoreError) -> T
    ) async throws(StoreError) -> T {
        try await onReader { connection throws(StoreError) in
            try connection.script("BEGIN")
            let transaction = SQLStoreTransaction(driver: connection)
            do throws(StoreError) {
                let value = try body(transaction)
                try connection.script("COMMIT")
                return value
            } catch {
                try? connection.script("ROLLBACK")
                throw error
            }
        }
    }

    package func write<T: Sendable>(
        _ body: @escaping @Sendable (any StoreTransaction) throws(StoreError) -> T
    ) async throws(StoreError) -> T {
        guard let writer else { throw StoreError(.readOnly, "the store was opened for reading") }
        let result: Result<T, StoreError> = await withCheckedContinuation { continuation in
            let job: WriteJob = (
                run: { transaction in
                    do throws(StoreError) {
                        let value = try body(transaction)
                        return .success { continuation.resume(returning: .success(value)) }
                    } catch {
                        return .failure(error)
                    }
                },
                fail: { continuation.resume(returning: .failure($0)) }
            )
            if !writer.enqueue(job) { continuation.resume(returning: .failure(StoreError(.closed))) }
        }
        return try result.get()
    }

    /// Runs `body` on the reader's thread.
    func onReader<T: Sendable>(_ body: @escaping @Sendable (SQLiteConnection) throws(StoreError) -> T)
        async throws(StoreError) -> T
    {
        let result: Result<T, StoreError> = await withCheckedContinuation { continuation in
            let isQueued = reader.enqueue { connection in
                do throws(StoreError) {
                    continuation.resume(returning: .success(try body(connection)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            if !isQueued { continuation.resume(returning: .failure(StoreError(.closed))) }
        }
        return try result.get()
    }

    package func close() async {
        writer?.close()
        reader.close()
        await closed.wait()
    }
}

/// A value that is handed to one thread and used by that thread alone.
///
/// `@unchecked Sendable`: ownership passes to the thread that the value is given to; nobody else keeps it.
private final class Confined<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}
