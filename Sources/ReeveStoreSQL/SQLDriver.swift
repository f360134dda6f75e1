import ReeveJSON
import ReeveModel
import ReeveStore

/// A value that goes into a statement.
enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])
}

/// One connection of an engine, used by one thread.
///
/// Statements are written once, with `$1` to `$N`; where engines differ, ``SQLDialect`` has the fragment.
protocol SQLDriver: AnyObject {
    var dialect: SQLDialect { get }

    /// Runs a statement without rows; gives the count of rows that it changed.
    @discardableResult
    func run(_ sql: StaticString, _ values: [SQLValue]) throws(StoreError) -> Int

    /// Calls `body` for every row.
    func forEach(_ sql: StaticString, _ values: [SQLValue], _ body: (any SQLRow) throws(StoreError) -> Void)
        throws(StoreError)

    /// Like ``forEach(_:_:_:)`` for a text that is put together from constant parts (filters).
    func forEach(composed sql: String, _ values: [SQLValue], _ body: (any SQLRow) throws(StoreError) -> Void)
        throws(StoreError)
}

/// The fragments in which engines differ.
struct SQLDialect: Sendable {
    let name: String

    static let sqlite = SQLDialect(name: "sqlite")
}

/// The row that a statement stands on; columns count from 0.
protocol SQLRow {
    func isNull(_ column: Int) -> Bool
    func integer(_ column: Int) -> Int64
    func text(_ column: Int) -> String
    func blob(_ column: Int) -> [UInt8]
    /// The text, or `last` itself where it is the same: rows that repeat a text share it.
    func text(_ column: Int, sharing last: String?) -> String
    func digest(_ column: Int) throws(StoreError) -> ContentDigest
}

extension SQLDriver {
    func all<T>(_ sql: StaticString, _ values: [SQLValue] = [], _ body: (any SQLRow) throws(StoreError) -> T)
        throws(StoreError) -> [T]
    {
        var rows: [T] = []
        try forEach(sql, values) { row throws(StoreError) in rows.append(try body(row)) }
        return rows
    }

    func all<T>(composed sql: String, _ values: [SQLValue], _ body: (any SQLRow) throws(StoreError) -> T)
        throws(StoreError) -> [T]
    {
        var rows: [T] = []
        try forEach(composed: sql, values) { row throws(StoreError) in rows.append(try body(row)) }
        return rows
    }

    func first<T>(_ sql: StaticString, _ values: [SQLValue] = [], _ body: (any SQLRow) throws(StoreError) -> T)
        throws(StoreError) -> T?
    {
        try all(sql, values, body).first
    }
}

extension SQLRow {
    func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
    func optionalInteger(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }
    func int(_ column: Int) -> Int { Int(truncatingIfNeeded: integer(column)) }
    func optionalInt(_ column: Int) -> Int? { isNull(column) ? nil : int(column) }
    func flag(_ column: Int) -> Bool { integer(column) != 0 }
    func time(_ column: Int) -> Timestamp { Timestamp(microseconds: integer(column)) }
    func optionalTime(_ column: Int) -> Timestamp? { isNull(column) ? nil : time(column) }
    func optionalDigest(_ column: Int) throws(StoreError) -> ContentDigest? {
        isNull(column) ? nil : try digest(column)
    }

    func id(_ column: Int) throws(StoreError) -> ULID {
        guard let id = ULID(text(column)) else { throw StoreError(.corrupt, "a stored id is no ULID") }
        return id
    }

    func optionalID(_ column: Int) throws(StoreError) -> ULID? { isNull(column) ? nil : try id(column) }

    /// A value of an enum that is stored by its raw text.
    func choice<Value: RawRepresentable<String>>(_ column: Int, as type: Value.Type = Value.self) throws(StoreError)
        -> Value
    {
        guard let value = Value(rawValue: text(column)) else {
            throw StoreError(.corrupt, "a stored \(type) has an unknown value")
        }
        return value
    }

    func optionalChoice<Value: RawRepresentable<String>>(_ column: Int, as type: Value.Type = Value.self)
        throws(StoreError) -> Value?
    {
        isNull(column) ? nil : try choice(column, as: type)
    }
}

extension SQLValue {
    static func id(_ value: ULID) -> SQLValue { .text(value.text) }
    static func id(_ value: ULID?) -> SQLValue { value.map { .text($0.text) } ?? .null }
    static func time(_ value: Timestamp) -> SQLValue { .integer(value.microseconds) }
    static func time(_ value: Timestamp?) -> SQLValue { value.map { .integer($0.microseconds) } ?? .null }
    static func digest(_ value: ContentDigest) -> SQLValue { .blob(value.bytes) }
    static func digest(_ value: ContentDigest?) -> SQLValue { value.map { .blob($0.bytes) } ?? .null }
    static func optional(_ value: String?) -> SQLValue { value.map(SQLValue.text) ?? .null }
    static func optional(_ value: Int?) -> SQLValue { value.map { .integer(Int64($0)) } ?? .null }
    static func optional(_ value: Int64?) -> SQLValue { value.map(SQLValue.integer) ?? .null }
    static func int(_ value: Int) -> SQLValue { .integer(Int64(value)) }
    static func flag(_ value: Bool) -> SQLValue { .integer(value ? 1 : 0) }
    static func choice(_ value: some RawRepresentable<String>) -> SQLValue { .text(value.rawValue) }
}

/// Puts a filter together: constant conditions, joined by AND, with their values numbered as they come.
struct SQLFilter {
    private(set) var conditions: [String] = []
    private(set) var values: [SQLValue] = []

    /// Adds a condition whose `$?` stands for the value.
    mutating func add(_ condition: StaticString, _ value: SQLValue) {
        values.append(value)
        conditions.append("\(condition)".replacing("$?", with: "$\(values.count)"))
    }

    mutating func add(_ condition: StaticString) { conditions.append("\(condition)") }

    mutating func append(_ condition: String) { conditions.append(condition) }

    /// Adds `column IN (…)`; an empty list matches nothing.
    mutating func add(_ column: StaticString, in list: [SQLValue]) {
        if list.isEmpty {
            conditions.append("FALSE")
            return
        }
        let places = list.map { value in
            values.append(value)
            return "$\(values.count)"
        }
        conditions.append("\(column) IN (\(places.joined(separator: ", ")))")
    }

    /// ` WHERE …`, or nothing.
    var clause: String { conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ") }

    /// The next value's place, for LIMIT.
    mutating func place(_ value: SQLValue) -> String {
        values.append(value)
        return "$\(values.count)"
    }
}
