internal import CSQLite
internal import ReeveStore

/// Turns result codes of the library into store errors.
enum SQLiteFailure {
    static func error(_ result: Int32, handle: OpaquePointer?, _ path: String) -> StoreError {
        let message = handle.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) } ?? "no memory"
        return StoreError(code(result), path, underlying: "sqlite \(result): \(message)")
    }

    private static func code(_ result: Int32) -> StoreError.Code {
        switch result & 0xFF {
        case SQLITE_READONLY, SQLITE_PERM: .readOnly
        case SQLITE_FULL, SQLITE_TOOBIG: .full
        case SQLITE_NOTADB: .notADatabase
        case SQLITE_CORRUPT: .corrupt
        case SQLITE_CONSTRAINT: .invalidRequest
        // SQLITE_BUSY of the writer lock becomes `locked` where the lock is taken, and not here.
        default: .ioFailure
        }
    }
}
