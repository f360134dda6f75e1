internal import CSQLite
internal import ReeveJSON
internal import ReeveStore

/// The one writing connection. Many operations share one commit. It lives on the writer's thread.
final class SQLiteWriter {
    let connection: SQLiteConnection
    private let rows: SQLRows
    private let lockTimeout: Duration
    private let onWait: (@Sendable (LockHolder) -> Void)?

    init(connection: SQLiteConnection, ids: IDSource, options: SQLiteStore.Options) {
        self.connection = connection
        rows = SQLRows(connection: connection, ids: ids)
        rows.running = RunningRuns()
        lockTimeout = options.lockTimeout
        onWait = options.onLockWait
    }

    /// Runs a group of operations in one transaction, and resumes their callers.
    ///
    /// Where an operation fails, the group is run again, with each operation in a savepoint. The other operations then
    /// succeed. The first run has no savepoints: failures are rare, and with a savepoint the engine copies every page
    /// that the operation touches.
    func commit(_ group: [WriteJob]) {
        guard !group.isEmpty else { return }
        var errors = [StoreError?](repeating: nil, count: group.count)
        do throws(StoreError) {
            try begin()
            try open()
            if try !performTogether(group) {
                rollBack()
                try begin()
                try open()
                try performApart(group, &errors)
            }
            try writeHeadAndCommit()
        } catch {
            // Nothing that the group wrote has been committed. Every operation that did not fail by itself fails with
            // this error.
            for index in errors.indices where errors[index] == nil { errors[index] = error }
            rollBack()
        }
        rows.openHead = nil
        for (job, error) in zip(group, errors) { job.finish(error) }
    }

    /// Reads what the operations need. The transaction has just begun.
    private func open() throws(StoreError) {
        let version = try connection.first("PRAGMA data_version") { row in row.integer(0) }
        if version != dataVersion {
            rows.running?.removeAll()
            startHead = nil
        }
        dataVersion = version
        if startHead == nil { startHead = try rows.readHead(isWriting: true) }
        rows.openHead = startHead
    }

    /// Runs the operations without savepoints. Returns false where one of several has failed. Where there is only one,
    /// its failure is thrown.
    private func performTogether(_ group: [WriteJob]) throws(StoreError) -> Bool {
        do throws(StoreError) {
            for job in group { try job.perform(rows) }
            return true
        } catch {
            // After some failures (disk full, I/O) the engine ends the whole transaction by itself.
            guard group.count > 1, sqlite3_get_autocommit(connection.handle) == 0 else { throw error }
            return false
        }
    }

    private func performApart(_ group: [WriteJob], _ errors: inout [StoreError?]) throws(StoreError) {
        for (index, job) in group.enumerated() {
            let before = rows.openHead
            try connection.run("SAVEPOINT operation", [])
            do throws(StoreError) {
                try job.perform(rows)
                try connection.run("RELEASE operation", [])
            } catch {
                guard sqlite3_get_autocommit(connection.handle) == 0 else { throw error }
                errors[index] = error
                rows.openHead = before
                rows.running?.removeAll()
                try connection.run("ROLLBACK TO operation", [])
                try connection.run("RELEASE operation", [])
            }
        }
    }

    /// The engine's counter of changes by other connections.
    private var dataVersion: Int64?
    /// The head row as it was at the end of the last transaction; nil where it must be read.
    private var startHead: SQLRows.Head?

    private func writeHeadAndCommit() throws(StoreError) {
        if let head = rows.openHead, let startHead, head.store != startHead.store || head.audit != startHead.audit {
            try rows.writeHead(head)
        }
        try connection.run("COMMIT", [])
        startHead = rows.openHead
    }

    private func rollBack() {
        rows.running?.removeAll()
        startHead = nil
        guard sqlite3_get_autocommit(connection.handle) == 0 else { return }
        // Where the rollback fails, the next BEGIN reports the transaction that is still open.
        _ = try? connection.run("ROLLBACK", [])
    }

    /// Takes the writer lock. Where another process has it, waits at most for the lock timeout.
    func begin() throws(StoreError) {
        let start = WallClock.now
        var hasTold = false
        while true {
            let remaining = lockTimeout.milliseconds - WallClock.now.since(start).milliseconds
            sqlite3_busy_timeout(connection.handle, Int32(clamping: max(1, min(remaining, 1_000))))
            defer { sqlite3_busy_timeout(connection.handle, 5_000) }
            let result = sqlite3_exec(connection.handle, "BEGIN IMMEDIATE", nil, nil, nil)
            if result == SQLITE_OK { return }
            guard result & 0xFF == SQLITE_BUSY else { throw connection.failure(result) }
            let holder = LockHolder(holder: SQLiteLockHolder.name(of: connection.path), since: start)
            if !hasTold { onWait?(holder) }
            hasTold = true
            guard WallClock.now.since(start) < lockTimeout else {
                throw StoreError(.locked(holder), connection.path)
            }
        }
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
