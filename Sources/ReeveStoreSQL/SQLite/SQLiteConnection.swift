internal import CSQLite
internal import ReeveStore

/// A connection of the sqlite3 C library, with a cache of prepared statements. Not Sendable: its owner keeps it on one
/// thread.
final class SQLiteConnection: SQLConnection {
    enum Access: Sendable {
        case readOnly
        /// For a file that may not be written, in a folder that may not be written, while no other process writes it.
        case immutable
        case readWrite
        case create
    }

    let dialect: any SQLDialect = SQLiteDialect()
    let path: String
    /// Valid from `init` to `close`.
    private(set) var handle: OpaquePointer?
    private var cache: [SQLText: Statement] = [:]

    /// Opens the file. Nothing of it is read yet.
    init(path: String, access: Access) throws(StoreError) {
        self.path = path
        var flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI
        var uri = "file:" + path.percentEncodedForURI
        switch access {
        case .readOnly: flags |= SQLITE_OPEN_READONLY
        case .immutable:
            flags |= SQLITE_OPEN_READONLY
            uri += "?immutable=1"
        case .readWrite: flags |= SQLITE_OPEN_READWRITE
        case .create: flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        }
        let result = sqlite3_open_v2(uri, &handle, flags, nil)
        guard result == SQLITE_OK else {
            let error = SQLiteFailure.error(result, handle: handle, path)
            sqlite3_close_v2(handle)
            handle = nil
            throw error
        }
        sqlite3_extended_result_codes(handle, 1)
        let installed = RowSeal.install(on: handle)
        guard installed == SQLITE_OK else { throw failure(installed) }
        // Readers wait for a recovery or a checkpoint for this long. The writer lock has its own wait.
        sqlite3_busy_timeout(handle, 5_000)
    }

    deinit { close() }

    func close() {
        for statement in cache.values { sqlite3_finalize(statement.pointer) }
        cache = [:]
        sqlite3_close_v2(handle)
        handle = nil
    }

    @discardableResult
    func run(_ sql: SQLText, _ values: [SQLValue]) throws(StoreError) -> Int {
        let statement = try cached(sql)
        try bind(values, to: statement)
        let result = sqlite3_step(statement.pointer)
        // The reset reports the failure of the step again, so its result is ignored.
        sqlite3_reset(statement.pointer)
        guard result == SQLITE_DONE || result == SQLITE_ROW else { throw failure(result) }
        return Int(sqlite3_changes(handle))
    }

    func query(
        _ sql: SQLText, _ values: [SQLValue], _ body: (any SQLRow) throws(StoreError) -> Bool
    ) throws(StoreError) {
        let statement = try cached(sql)
        // `body` of an outer call may use the same text, and its statement is still stepping. This call gets a
        // statement of its own.
        if sqlite3_stmt_busy(statement.pointer) != 0 {
            return try query(composed: sql.text, values, body)
        }
        try bind(values, to: statement)
        try step(statement, body)
    }

    func query(
        composed sql: String, _ values: [SQLValue], _ body: (any SQLRow) throws(StoreError) -> Bool
    ) throws(StoreError) {
        let statement = try prepare(sql, isPersistent: false)
        defer { sqlite3_finalize(statement.pointer) }
        try bind(values, to: statement)
        try step(statement, body)
    }

    func execute(script: String) throws(StoreError) {
        let result = sqlite3_exec(handle, script, nil, nil, nil)
        guard result == SQLITE_OK else { throw failure(result) }
    }

    func failure(_ result: Int32) -> StoreError { SQLiteFailure.error(result, handle: handle, path) }

    /// The first column of the first row, as an integer.
    func integer(_ sql: String) throws(StoreError) -> Int64 {
        var value: Int64 = 0
        try query(composed: sql, []) { row throws(StoreError) in
            value = row.integer(0)
            return false
        }
        return value
    }

    private struct Statement {
        let pointer: OpaquePointer
        /// The engine numbers `$1`, `$2` ... by their first appearance. This maps a parameter to the engine's number.
        let indexes: [Int32]
    }

    private func cached(_ sql: SQLText) throws(StoreError) -> Statement {
        if let statement = cache[sql] { return statement }
        let statement = try prepare(sql.text, isPersistent: true)
        cache[sql] = statement
        return statement
    }

    private func prepare(_ sql: String, isPersistent: Bool) throws(StoreError) -> Statement {
        guard handle != nil else { throw StoreError(.closed, path) }
        var pointer: OpaquePointer?
        let flags = isPersistent ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
        let result = sqlite3_prepare_v3(handle, dialect.rendered(sql), -1, flags, &pointer, nil)
        guard result == SQLITE_OK, let pointer else { throw failure(result) }
        let count = sqlite3_bind_parameter_count(pointer)
        let indexes = count == 0 ? [] : (1...count).map { sqlite3_bind_parameter_index(pointer, "$\($0)") }
        return Statement(pointer: pointer, indexes: indexes)
    }

    private func step(
        _ statement: Statement, _ body: (any SQLRow) throws(StoreError) -> Bool
    ) throws(StoreError) {
        defer { sqlite3_reset(statement.pointer) }
        let row = SQLiteRow(statement: statement.pointer)
        while true {
            switch sqlite3_step(statement.pointer) {
            case SQLITE_ROW: guard try body(row) else { return }
            case SQLITE_DONE: return
            case let result: throw failure(result)
            }
        }
    }

    private func bind(_ values: [SQLValue], to statement: Statement) throws(StoreError) {
        precondition(values.count == statement.indexes.count, "a statement has as many values as parameters")
        for (value, index) in zip(values, statement.indexes) {
            let result: Int32
            switch value {
            case .null: result = sqlite3_bind_null(statement.pointer, index)
            case .integer(let integer): result = sqlite3_bind_int64(statement.pointer, index, integer)
            case .text(var text):
                result = text.withUTF8 { utf8 in
                    utf8.withMemoryRebound(to: CChar.self) { characters in
                        sqlite3_bind_text64(
                            statement.pointer, index, characters.baseAddress ?? SQLiteConnection.noCharacters,
                            UInt64(characters.count), SQLiteConnection.transient, UInt8(SQLITE_UTF8))
                    }
                }
            case .blob(let bytes):
                result = bytes.withUnsafeBytes { buffer in
                    buffer.isEmpty
                        ? sqlite3_bind_zeroblob(statement.pointer, index, 0)
                        : sqlite3_bind_blob64(
                            statement.pointer, index, buffer.baseAddress, UInt64(buffer.count),
                            SQLiteConnection.transient)
                }
            }
            guard result == SQLITE_OK else { throw failure(result) }
        }
    }

    /// SQLITE_TRANSIENT, which is not imported: the library copies the bytes.
    static var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
    /// A pointer for the empty text. A null pointer would bind NULL. The literal lives as long as the process.
    private static var noCharacters: UnsafePointer<CChar>? {
        let empty: StaticString = ""
        return UnsafeRawPointer(empty.utf8Start).assumingMemoryBound(to: CChar.self)
    }
}

extension String {
    /// Encodes the text for the path part of a `file:` URI.
    fileprivate var percentEncodedForURI: String {
        var out: [UInt8] = []
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "%"): out += "%25".utf8
            case UInt8(ascii: "?"): out += "%3f".utf8
            case UInt8(ascii: "#"): out += "%23".utf8
            default: out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
