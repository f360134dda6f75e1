internal import ReeveJSON
internal import ReeveModel
internal import ReeveStore

/// A type that a column can hold, with its reading and writing.
protocol ColumnValue: SendableMetatype {
    static func read(_ row: any SQLRow, _ column: Int) throws(StoreError) -> Self
    var sqlValue: SQLValue { get }
}

extension String: ColumnValue {
    static func read(_ row: any SQLRow, _ column: Int) -> String { row.text(column) }
    var sqlValue: SQLValue { .text(self) }
}

extension Int: ColumnValue {
    static func read(_ row: any SQLRow, _ column: Int) -> Int { row.int(column) }
    var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Int64: ColumnValue {
    static func read(_ row: any SQLRow, _ column: Int) -> Int64 { row.integer(column) }
    var sqlValue: SQLValue { .integer(self) }
}

extension Bool: ColumnValue {
    static func read(_ row: any SQLRow, _ column: Int) -> Bool { row.bool(column) }
    var sqlValue: SQLValue { SQLValue(self) }
}

extension Timestamp: ColumnValue {
    static func read(_ row: any SQLRow, _ column: Int) -> Timestamp { row.time(column) }
    var sqlValue: SQLValue { SQLValue(self) }
}

extension ULID: ColumnValue {
    static func read(_ row: any SQLRow, _ column: Int) throws(StoreError) -> ULID { try row.id(column) }
    var sqlValue: SQLValue { SQLValue(self) }
}

extension ContentDigest: ColumnValue {
    static func read(_ row: any SQLRow, _ column: Int) throws(StoreError) -> ContentDigest { try row.digest(column) }
    var sqlValue: SQLValue { SQLValue(self) }
}

/// A case of a closed list of names.
extension ColumnValue where Self: RawRepresentable, RawValue == String {
    static func read(_ row: any SQLRow, _ column: Int) throws(StoreError) -> Self { try row.name(column) }
    var sqlValue: SQLValue { .text(rawValue) }
}

extension RunStatus: ColumnValue {}
extension RunReason: ColumnValue {}
extension RunRecord.Kind: ColumnValue {}

extension Optional: ColumnValue where Wrapped: ColumnValue {
    static func read(_ row: any SQLRow, _ column: Int) throws(StoreError) -> Wrapped? {
        row.isNull(column) ? nil : try Wrapped.read(row, column)
    }

    var sqlValue: SQLValue { map(\.sqlValue) ?? .null }
}
