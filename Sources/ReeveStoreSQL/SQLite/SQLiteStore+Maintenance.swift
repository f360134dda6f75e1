internal import CSQLite
internal import Glibc
internal import ReeveAudit
internal import ReeveJSON
package import ReeveStore

extension SQLiteStore {
    package func backup(to path: String) async throws(StoreError) {
        try await withReaderConnection { source throws(StoreError) in
            let file = Glibc.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
            guard file >= 0 else {
                if errno == EEXIST { throw StoreError(.alreadyExists(.store(path)), path) }
                throw SQLiteOpening.systemError(path)
            }
            Glibc.close(file)
            do throws(StoreError) {
                try SQLiteStore.copy(source, to: path)
            } catch {
                unlink(path)
                throw error
            }
        }
    }

    /// Copies with the library's backup, all pages in one step, so that the copy is one snapshot.
    private static func copy(_ source: SQLiteConnection, to path: String) throws(StoreError) {
        let target = try SQLiteConnection(path: path, access: .readWrite)
        guard let backup = sqlite3_backup_init(target.handle, "main", source.handle, "main") else {
            throw target.failure(sqlite3_errcode(target.handle))
        }
        let result = sqlite3_backup_step(backup, -1)
        sqlite3_backup_finish(backup)
        guard result == SQLITE_DONE else { throw target.failure(result) }
        target.close()
    }

    package func integrityCheck() async throws(StoreError) -> [String] {
        try await withReaderConnection { connection throws(StoreError) in
            let found = try connection.all(composed: "PRAGMA integrity_check") { row in row.text(0) }
            // Where the pages of the file contradict each other, the rows are not checked: the same damage would be
            // reported twice.
            guard found == ["ok"] else { return found }
            return try StoreFlaws.all(on: connection)
        }
    }

    package func info() async throws(StoreError) -> StoreInfo {
        let path = path
        return try await read { rows throws(StoreError) in
            guard let connection = (rows as? SQLRows)?.connection as? SQLiteConnection else {
                throw StoreError(.closed, path)
            }
            var counts: [String: Int64] = [:]
            let tables = [
                "objects": "object", "revisions": "revision", "batches": "batch", "runs": "run",
                "tools": "tool_definition", "audit_entries": "audit_entry", "payloads": "payload", "workers": "worker",
            ]
            for (name, table) in tables { counts[name] = try connection.integer("SELECT COUNT(*) FROM \(table)") }
            let pages = try connection.integer("PRAGMA page_count")
            let head = try rows.auditHead()
            return StoreInfo(
                engine: "sqlite", place: path,
                sizeBytes: pages * (try connection.integer("PRAGMA page_size")),
                schemaVersion: Int(try connection.integer("PRAGMA user_version")),
                engineVersion: String(cString: sqlite3_libversion()), head: try rows.head(),
                auditSize: head.nextSequence, counts: counts)
        }
    }

    package func installViews(_ views: [ViewDefinition]) async throws(StoreError) {
        let dialect = SQLiteDialect()
        for view in views { try KindView.check(view, for: dialect) }
        let wanted = Dictionary(views.map { ($0.name, KindView.script($0, for: dialect)) }) { first, _ in first }
        let installed = try await withReaderConnection { connection throws(StoreError) in
            try KindView.installed(connection)
        }
        guard installed != wanted else { return }
        try await withWriterConnection { writer throws(StoreError) in
            try writer.begin()
            do throws(StoreError) {
                try KindView.replace(KindView.installed(writer.connection), with: wanted, on: writer.connection)
                try writer.connection.run("COMMIT", [])
            } catch {
                // The first failure is the one that is reported.
                try? writer.connection.execute(script: "ROLLBACK")
                throw error
            }
        }
    }
}
