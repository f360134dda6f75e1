internal import CSQLite
internal import ReeveJSON

/// The SQL function `reeve_seal(table, values ...)`: 16 bytes that are computed over a row as reeve wrote it.
///
/// Each row of a sealed table carries its seal. Where another program changes a row, or a disk turns a bit, the seal no
/// longer fits. A seal is no signature: whoever knows this file can compute one. Such a change is found by `store
/// check`, which compares the rows with the audit log.
enum RowSeal {
    static let byteCount = 16

    static func install(on handle: OpaquePointer?) -> Int32 {
        sqlite3_create_function_v2(
            handle, "reeve_seal", -1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, nil,
            { context, count, values in RowSeal.evaluate(context, count, values) }, nil, nil, nil)
    }

    private static func evaluate(
        _ context: OpaquePointer?, _ count: Int32, _ values: UnsafeMutablePointer<OpaquePointer?>?
    ) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1_024)
        for index in 0..<Int(count) { append(values?[index], to: &bytes) }
        let seal = ContentDigest.of(bytes).bytes
        // The library copies the bytes before the call returns.
        seal.withUnsafeBytes {
            sqlite3_result_blob(context, $0.baseAddress, Int32(byteCount), SQLiteConnection.transient)
        }
    }

    /// Appends type and length before the bytes, so that two different rows never give the same bytes.
    private static func append(_ value: OpaquePointer?, to bytes: inout [UInt8]) {
        let type = sqlite3_value_type(value)
        bytes.append(UInt8(truncatingIfNeeded: type))
        switch type {
        case SQLITE_NULL: return
        case SQLITE_INTEGER: append(sqlite3_value_int64(value), to: &bytes)
        case SQLITE_FLOAT: append(Int64(bitPattern: sqlite3_value_double(value).bitPattern), to: &bytes)
        default:
            let start = UnsafeRawPointer(
                type == SQLITE_TEXT
                    ? sqlite3_value_text(value).map { UnsafeRawPointer($0) } : sqlite3_value_blob(value))
            let count = Int(sqlite3_value_bytes(value))
            append(Int64(count), to: &bytes)
            if let start { bytes.append(contentsOf: UnsafeRawBufferPointer(start: start, count: count)) }
        }
    }

    private static func append(_ integer: Int64, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: integer.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
