import CSQLite
import ReeveJSON
import ReeveStore

/// One connection to a SQLite file. Not thread-safe: it belongs to the thread that uses it.
final class SQLiteConnection: SQLDriver {
    enum Mode {
        case reading
        case writing
        case memory
    }

    let dialect = SQLDialect.sqlite
    private let handle: OpaquePointer
    private var statements: [UnsafeRawPointer: Statement] = [:]
    private var composed: [String: Statement] = [:]
    private let place: String

    /// A prepared statement, and the index that SQLite gave each of `$1` to `$N`.
    private struct Statement {
        let pointer: OpaquePointer
        let places: [CInt]
    }

    /// Opens without touching the file's content.
    ///
    /// - Throws: ``StoreError`` missing, readOnly, ioFailure.
    init(path: String, mode: Mode) throws(StoreError) {
        place = path
        var opened: OpaquePointer?
        var flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE
        switch mode {
        case .reading: flags |= SQLITE_OPEN_READONLY
        case .writing: flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        case .memory: flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY
        }
        let status = sqlite3_open_v2(path, &opened, flags, nil)
        guard status == SQLITE_OK, let opened else {
            let error = SQLiteFailure.error(
                status, opened.map { sqlite3_extended_errcode($0) } ?? status,
                opened.map { String(cString: sqlite3_errmsg($0)) } ?? "", doing: "opening \(path)")
            sqlite3_close_v2(opened)
            throw error
        }
        handle = opened
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, 0)
        // Defence in depth: no functions of a tampered schema run, no attached surprises.
        sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0)
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement.pointer) }
        for statement in composed.values { sqlite3_finalize(statement.pointer) }
        sqlite3_close_v2(handle)
    }

    /// The raw handle, for backup.
    var raw: OpaquePointer { handle }

    /// Whether no transaction is open (SQLite ends one itself when the disk is full).
    var isOutsideTransaction: Bool { sqlite3_get_autocommit(handle) != 0 }

    /// Rows inserted, changed or deleted since the connection was opened.
    var totalChanges: Int64 { sqlite3_total_changes64(handle) }

    /// Runs a text of several statements without values.
    func script(_ sql: String) throws(StoreError) {
        let status = sqlite3_exec(handle, sql, nil, nil, nil)
        guard status == SQLITE_OK else { throw failure(status, doing: String(sql.prefix(60))) }
    }

    /// The first column of a pragma's first row.
    func pragma(_ name: String) throws(StoreError) -> String? {
        var value: String?
        try forEach(composed: "PRAGMA \(name)", []) { row throws(StoreError) in
            if value == nil { value = row.text(0) }
        }
        return value
    }

    @discardableResult
    func run(_ sql: StaticString, _ values: [SQLValue]) throws(StoreError) -> Int {
        let statement = try prepared(sql)
        try bind(values, to: statement)
        defer { sqlite3_reset(statement.pointer) }
        let status = sqlite3_step(statement.pointer)
        guard status == SQLITE_DONE || status == SQLITE_ROW else {
            throw failure(status, doing: Self.summary("\(sql)"))
        }
        return Int(sqlite3_changes64(handle))
    }

    func forEach(_ sql: StaticString, _ values: [SQLValue], _ body: (any SQLRow) throws(StoreError) -> Void)
        throws(StoreError)
    {
        try step(prepared(sql), values, Self.summary("\(sql)"), body)
    }

    func forEach(composed sql: String, _ values: [SQLValue], _ body: (any SQLRow) throws(StoreError) -> Void)
        throws(StoreError)
    {
        let statement: Statement
        if let known = composed[sql] {
            statement = known
        } else {
            if composed.count >= 128 {
                for old in composed.values { sqlite3_finalize(old.pointer) }
                composed.removeAll()
            }
            statement = try prepare(sql)
            composed[sql] = statement
        }
        try step(statement, values, Self.summary(sql), body)
    }

    private func step(
        _ statement: Statement, _ values: [SQLValue], _ what: String, _ body: (any SQLRow) throws(StoreError) -> Void
    ) throws(StoreError) {
        // A statement that stands on a row is in use further up the stack: then a second one is prepared.
        if sqlite3_stmt_busy(statement.pointer) != 0 {
            let second = try prepare(String(cString: sqlite3_sql(statement.pointer)))
            defer { sqlite3_finalize(second.pointer) }
            try step(second, values, what, body)
            return
        }
        try bind(values, to: statement)
        defer { sqlite3_reset(statement.pointer) }
        let row = SQLiteRow(statement: statement.pointer)
        while true {
            let status = sqlite3_step(statement.pointer)
            if status == SQLITE_ROW {
                try body(row)
            } else if status == SQLITE_DONE {
                return
            } else {
                throw failure(status, doing: what)
            }
        }
    }

    private func prepared(_ sql: StaticString) throws(StoreError) -> Statement {
        let key = UnsafeRawPointer(sql.utf8Start)
        if let statement = statements[key] { return statement }
        let statement = try prepare("\(sql)")
        statements[key] = statement
        return statement
    }

    private func prepare(_ sql: String) throws(StoreError) -> Statement {
        var pointer: OpaquePointer?
        let status = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, nil)
        guard status == SQLITE_OK, let pointer else { throw failure(status, doing: Self.summary(sql)) }
        // In SQLite `$1` is a named parameter, whose index is that of its first appearance.
        let count = sqlite3_bind_parameter_count(pointer)
        let places = (0..<count).map { sqlite3_bind_parameter_index(pointer, "$\($0 + 1)") }
        return Statement(pointer: pointer, places: places)
    }

    private func bind(_ values: [SQLValue], to statement: Statement) throws(StoreError) {
        precondition(values.count == statement.places.count, "a statement gets a value for each of its places")
        for (index, value) in values.enumerated() {
            let place = statement.places[index]
            let status: CInt
            switch value {
            case .null: status = sqlite3_bind_null(statement.pointer, place)
            case .integer(let number): status = sqlite3_bind_int64(statement.pointer, place, number)
            case .text(var text):
                status = text.withUTF8 { utf8 in
                    utf8.withMemoryRebound(to: CChar.self) {
                        sqlite3_bind_text(
                            statement.pointer, place, $0.baseAddress ?? Self.emptyText, CInt($0.count), Self.transient)
                    }
                }
            case .blob(let bytes):
                status = bytes.withUnsafeBytes {
                    $0.isEmpty
                        ? sqlite3_bind_zeroblob(statement.pointer, place, 0)
                        : sqlite3_bind_blob(statement.pointer, place, $0.baseAddress, CInt($0.count), Self.transient)
                }
            }
            guard status == SQLITE_OK else { throw failure(status, doing: "binding value \(index + 1)") }
        }
    }

    /// SQLITE_TRANSIENT, which is a cast in C: SQLite copies the bytes before the call returns.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    nonisolated(unsafe) private static let emptyText: UnsafePointer<CChar> = {
        let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
        pointer.initialize(to: 0)
        return UnsafePointer(pointer)
    }()

    private static func summary(_ sql: String) -> String {
        sql.split(whereSeparator: \.isWhitespace).prefix(6).joined(separator: " ")
    }

    func failure(_ status: CInt, doing what: String) -> StoreError {
        SQLiteFailure.error(
            status & 0xFF, sqlite3_extended_errcode(handle), String(cString: sqlite3_errmsg(handle)), doing: what)
    }
}

/// The row that a statement stands on.
private struct SQLiteRow: SQLRow {
    let statement: OpaquePointer

    func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, CInt(column)) == SQLITE_NULL }
    func integer(_ column: Int) -> Int64 { sqlite3_column_int64(statement, CInt(column)) }

    func text(_ column: Int) -> String { String(decoding: bytes(column), as: UTF8.self) }

    func text(_ column: Int, sharing last: String?) -> String {
        let bytes = bytes(column)
        if let last, last.utf8.count == bytes.count, last.utf8.elementsEqual(bytes) { return last }
        return String(decoding: bytes, as: UTF8.self)
    }

    func blob(_ column: Int) -> [UInt8] {
        let pointer = sqlite3_column_blob(statement, CInt(column))
        return Array(UnsafeRawBufferPointer(start: pointer, count: Int(sqlite3_column_bytes(statement, CInt(column)))))
    }

    func digest(_ column: Int) throws(StoreError) -> ContentDigest {
        let pointer = sqlite3_column_blob(statement, CInt(column))
        let bytes = UnsafeRawBufferPointer(start: pointer, count: Int(sqlite3_column_bytes(statement, CInt(column))))
        guard let digest = ContentDigest(bytes: bytes) else {
            throw StoreError(.corrupt, "a stored digest has not 32 bytes")
        }
        return digest
    }

    private func bytes(_ column: Int) -> UnsafeBufferPointer<UInt8> {
        let pointer = sqlite3_column_text(statement, CInt(column))
        return UnsafeBufferPointer(start: pointer, count: Int(sqlite3_column_bytes(statement, CInt(column))))
    }
}

/// SQLite's result codes as store errors.
enum SQLiteFailure {
    static func error(_ primary: CInt, _ extended: CInt, _ message: String, doing what: String) -> StoreError {
        let underlying = "SQLite \(extended): \(message)"
        return switch primary {
        case SQLITE_READONLY, SQLITE_PERM: StoreError(.readOnly, what, underlying: underlying)
        case SQLITE_CANTOPEN: StoreError(.ioFailure, what, underlying: underlying)
        case SQLITE_FULL: StoreError(.full, what, underlying: underlying)
        case SQLITE_NOTADB: StoreError(.notADatabase, what, underlying: underlying)
        case SQLITE_CORRUPT: StoreError(.corrupt, what, underlying: underlying)
        case SQLITE_TOOBIG: StoreError(.tooLarge(limit: 1_000_000_000), what, underlying: underlying)
        case SQLITE_CONSTRAINT: StoreError(.invalidRequest, what, underlying: underlying)
        case SQLITE_BUSY, SQLITE_LOCKED:
            StoreError(
                .locked(LockHolder(holder: nil, since: Timestamp(microseconds: 0))), what, underlying: underlying)
        default: StoreError(.ioFailure, what, underlying: underlying)
        }
    }
}
