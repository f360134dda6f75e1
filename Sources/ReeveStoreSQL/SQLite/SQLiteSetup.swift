import CSQLite
import ReeveJSON
import ReeveModel
import ReeveStore

/// Brings connections into their settings, and files to the schema of this version.
enum SQLiteSetup {
    /// `REEV`, so that `file` and we know our own.
    static let applicationID = 0x5245_4556

    static func prepareForWriting(_ connection: SQLiteConnection, path: String, lockTimeout: Duration)
        throws(StoreError)
    {
        try settings(connection)
        try waiting(path: path, lockTimeout: lockTimeout) { () throws(StoreError) in
            _ = try connection.pragma("journal_mode = WAL")
        }
        try connection.script("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000")
        try identify(connection)
        if try version(connection) != Migrations.current {
            try GroupCommit.begin(connection, path: path, lockTimeout: lockTimeout)
            do throws(StoreError) {
                try migrate(connection)
                try connection.script("COMMIT")
            } catch {
                try? connection.script("ROLLBACK")
                throw error
            }
        }
    }

    static func prepareForReading(_ connection: SQLiteConnection) throws(StoreError) {
        try settings(connection)
        try connection.script("PRAGMA query_only = ON")
        sqlite3_busy_timeout(connection.raw, 5_000)
    }

    /// - Throws: notADatabase, newerVersion, olderVersion.
    static func checkVersion(_ connection: SQLiteConnection) throws(StoreError) {
        try identify(connection)
        let found = try version(connection)
        if found < Migrations.current { throw StoreError(.olderVersion(found: found, known: Migrations.current)) }
    }

    /// A store without a file, for reading where there is none yet.
    static func makeEmpty(_ connection: SQLiteConnection) throws(StoreError) {
        try settings(connection)
        for migration in Migrations.all { try connection.script(migration) }
        try connection.script(
            "INSERT INTO meta (key, value) VALUES ('store.id', '\(String(repeating: "0", count: 26))'), ('store.serial', '0')"
        )
    }

    private static func settings(_ connection: SQLiteConnection) throws(StoreError) {
        try connection.script(
            "PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768"
        )
    }

    private static func version(_ connection: SQLiteConnection) throws(StoreError) -> Int {
        let found = Int(try connection.pragma("user_version") ?? "") ?? 0
        if found > Migrations.current { throw StoreError(.newerVersion(found: found, known: Migrations.current)) }
        return found
    }

    private static func identify(_ connection: SQLiteConnection) throws(StoreError) {
        let found = Int(try connection.pragma("application_id") ?? "") ?? 0
        if found == applicationID { return }
        let tables = Int(try connection.pragma("schema_version") ?? "") ?? 0
        // An empty file becomes ours; another program's database does not.
        if found != 0 || tables != 0 { throw StoreError(.notADatabase, "a database of another program") }
    }

    private static func migrate(_ connection: SQLiteConnection) throws(StoreError) {
        // Another process may have done it while this one waited for the lock.
        var found = try version(connection)
        let isNew = found == 0
        while found < Migrations.current {
            try connection.script(Migrations.all[found])
            found += 1
        }
        try connection.script("PRAGMA user_version = \(found); PRAGMA application_id = \(applicationID)")
        if isNew {
            let id = IDSource().next(SystemClock.now())
            try connection.script(
                "INSERT INTO meta (key, value) VALUES ('store.id', '\(id.text)'), ('store.serial', '0')")
        }
    }

    private static func waiting(path: String, lockTimeout: Duration, _ body: () throws(StoreError) -> Void)
        throws(StoreError)
    {
        let start = SystemClock.now()
        while true {
            do throws(StoreError) {
                return try body()
            } catch {
                guard case .locked = error.code, SystemClock.now().since(start) < lockTimeout else { throw error }
                StoreWait.pause(milliseconds: 10)
            }
        }
    }
}
