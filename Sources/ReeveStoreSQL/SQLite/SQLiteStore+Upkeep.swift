import CSQLite
import Glibc
import ReeveStore

extension SQLiteStore {
    package func backup(to target: String) async throws(StoreError) {
        try await onReader { connection throws(StoreError) in
            let descriptor = open(target, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                if errno == EEXIST { throw StoreError(.alreadyExists(.store(target))) }
                throw StoreError(.ioFailure, "making \(target)", underlying: String(cString: strerror(errno)))
            }
            Glibc.close(descriptor)
            do throws(StoreError) {
                let copy = try SQLiteConnection(path: target, mode: .writing)
                guard let backup = sqlite3_backup_init(copy.raw, "main", connection.raw, "main") else {
                    throw copy.failure(sqlite3_errcode(copy.raw), doing: "starting the copy")
                }
                var status = SQLITE_OK
                while status == SQLITE_OK || status == SQLITE_BUSY || status == SQLITE_LOCKED {
                    status = sqlite3_backup_step(backup, 1_024)
                    if status == SQLITE_BUSY || status == SQLITE_LOCKED { StoreWait.pause(milliseconds: 10) }
                }
                sqlite3_backup_finish(backup)
                guard status == SQLITE_DONE else { throw copy.failure(status, doing: "copying to \(target)") }
            } catch {
                unlink(target)
                throw error
            }
        }
    }

    package func integrityCheck() async throws(StoreError) -> [String] {
        try await onReader { connection throws(StoreError) in
            let found = try connection.all(composed: "PRAGMA integrity_check", []) { row in row.text(0) }
            return found == ["ok"] ? [] : found
        }
    }

    package func info() async throws(StoreError) -> StoreInfo {
        let path = path
        return try await onReader { connection throws(StoreError) in
            let transaction = SQLStoreTransaction(driver: connection)
            var counts: [String: Int64] = [:]
            for (name, table) in StoreTables.counted {
                counts[name] =
                    try connection.all(composed: "SELECT count(*) FROM \(table)", []) { row in row.integer(0) }.first
                    ?? 0
            }
            let pages = Int64(try connection.pragma("page_count") ?? "") ?? 0
            let pageSize = Int64(try connection.pragma("page_size") ?? "") ?? 0
            return StoreInfo(
                engine: "sqlite", place: path, sizeBytes: pages * pageSize, schemaVersion: Migrations.current,
                engineVersion: String(cString: sqlite3_libversion()), head: try transaction.head(),
                auditSize: counts["audit_entries"] ?? 0,
                counts: counts)
        }
    }

    package func installViews(_ views: [ViewDefinition]) async throws(StoreError) {
        let texts = views.map(KindView.sql)
        let digest = KindView.digest(texts)
        let isCurrent = try await read { reading throws(StoreError) in try reading.value(forKey: KindView.key) == digest
        }
        if isCurrent { return }
        try await write { transaction throws(StoreError) in
            guard let transaction = transaction as? SQLStoreTransaction else { return }
            try transaction.replaceViews(views.map(\.name), texts: texts)
            try transaction.setValue(digest, forKey: KindView.key)
        }
    }
}
