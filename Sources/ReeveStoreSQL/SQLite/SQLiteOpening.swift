internal import CSQLite
internal import Glibc
internal import ReeveAudit
internal import ReeveJSON
internal import ReeveModel
internal import ReeveStore

/// Opens connections in the one way in which the store uses them, and migrates the schema.
enum SQLiteOpening {
    /// The text `reev`, in the header of every file of reeve.
    static let applicationID: Int64 = 0x7265_6576

    static func openForReading(path: String) throws(StoreError) -> SQLiteConnection {
        guard access(path, F_OK) == 0 else { throw StoreError(.missing(.store(path))) }
        try refuseFolder(path)
        var connection = try SQLiteConnection(path: path, access: .readOnly)
        do throws(StoreError) {
            try checkHeader(connection)
        } catch {
            // In a folder that may not be written there is no place for the index of a WAL database. Where there is no
            // log to read either, the file alone holds everything and is opened as immutable.
            guard error.code == .ioFailure || error.code == .readOnly, logIsEmpty(path) else { throw error }
            connection = try SQLiteConnection(path: path, access: .immutable)
            try checkHeader(connection)
        }
        let version = try version(of: connection)
        guard version >= SQLiteMigrations.latest else {
            throw StoreError(.olderVersion(found: version, known: SQLiteMigrations.latest), path)
        }
        try connection.execute(
            script: "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cache_size = -32768")
        return connection
    }

    private static func logIsEmpty(_ path: String) -> Bool {
        var status = stat()
        return stat(path + "-wal", &status) != 0 || status.st_size == 0
    }

    static func openForWriting(
        path: String, mode: SQLiteStore.Mode, options: SQLiteStore.Options
    ) throws(StoreError) -> SQLiteConnection {
        if access(path, F_OK) != 0 {
            guard mode == .create else { throw StoreError(.missing(.store(path))) }
            try makeFile(path)
        }
        try refuseFolder(path)
        let connection = try SQLiteConnection(path: path, access: .readWrite)
        guard sqlite3_db_readonly(connection.handle, "main") == 0 else { throw StoreError(.readOnly, path) }
        try checkHeader(connection)
        try connection.execute(
            script: """
                PRAGMA trusted_schema = OFF;
                PRAGMA cell_size_check = ON;
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA wal_autocheckpoint = 4000;
                PRAGMA temp_store = MEMORY;
                PRAGMA cache_size = -65536;
                """)
        if let pages = options.maximumPageCount {
            try connection.execute(script: "PRAGMA max_page_count = \(pages)")
        }
        try migrate(connection, options: options)
        try SealTriggers.install(on: connection)
        return connection
    }

    private static func refuseFolder(_ path: String) throws(StoreError) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return }
        throw StoreError(.notADatabase, path, underlying: "it is a folder")
    }

    /// Makes the file and its folder. Nobody but the user may read them.
    private static func makeFile(_ path: String) throws(StoreError) {
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            let folder = String(path[..<slash])
            if access(folder, F_OK) != 0, mkdir(folder, 0o700) != 0, errno != EEXIST { throw systemError(folder) }
        }
        let file = Glibc.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        if file >= 0 { Glibc.close(file) } else if errno != EEXIST { throw systemError(path) }
    }

    static func systemError(_ path: String) -> StoreError {
        let number = errno
        let code: StoreError.Code =
            switch number {
            case EROFS, EACCES, EPERM: .readOnly
            case ENOSPC, EDQUOT: .full
            case ENOENT, ENOTDIR: .missing(.store(path))
            default: .ioFailure
            }
        return StoreError(code, path, underlying: String(cString: strerror(number)))
    }

    /// Refuses a file that is no database, or the database of another program, before anything is written to it.
    private static func checkHeader(_ connection: SQLiteConnection) throws(StoreError) {
        let objects = try connection.integer("SELECT COUNT(*) FROM sqlite_schema")
        let application = try connection.integer("PRAGMA application_id")
        guard application == applicationID || (application == 0 && objects == 0) else {
            throw StoreError(.notADatabase, connection.path, underlying: "application_id \(application)")
        }
        let version = try version(of: connection)
        guard version <= SQLiteMigrations.latest else {
            throw StoreError(.newerVersion(found: version, known: SQLiteMigrations.latest), connection.path)
        }
    }

    private static func version(of connection: SQLiteConnection) throws(StoreError) -> Int {
        Int(clamping: try connection.integer("PRAGMA user_version"))
    }

    /// Migrates the schema in one transaction. Where two processes start at once, only one of them migrates.
    private static func migrate(
        _ connection: SQLiteConnection, options: SQLiteStore.Options
    ) throws(StoreError) {
        guard try version(of: connection) < SQLiteMigrations.latest else { return }
        try SQLiteWriter(connection: connection, ids: options.ids, options: options).begin()
        do throws(StoreError) {
            let found = try version(of: connection)
            try connection.execute(script: StoreViews.removal)
            let rows = SQLRows(connection: connection, ids: options.ids)
            for migration in SQLiteMigrations.all where migration.number > found {
                try connection.execute(script: migration.script(for: connection.dialect))
                try migration.carry?(rows)
            }
            let isFirstSealed = found < SQLiteMigrations.firstSealed
            if found == 0 {
                try connection.run(
                    "INSERT INTO store_head (id, store_id, serial, audit_head) VALUES (1, $1, 0, $2)",
                    [
                        SQLValue(options.ids.next(options.now ?? WallClock.now)),
                        .text(AuditLogHead().json.canonicalText),
                    ])
            }
            if isFirstSealed { try SealTriggers.sealAll(on: connection) }
            try connection.execute(script: StoreViews.script(for: connection.dialect))
            try connection.execute(
                script: """
                    PRAGMA application_id = \(applicationID); PRAGMA user_version = \(SQLiteMigrations.latest); COMMIT
                    """)
        } catch {
            if sqlite3_get_autocommit(connection.handle) == 0 {
                // The first failure is the one that is reported.
                try? connection.execute(script: "ROLLBACK")
            }
            throw error
        }
    }
}
