package import ReeveJSON
package import ReeveModel
package import ReeveStore

/// One connection to an engine; used by one thread at a time, and blocking.
package protocol SQLConnection: AnyObject {
    var dialect: SQLDialect { get }

    /// Runs a statement and gives the rows that it changed.
    @discardableResult
    func run(_ sql: SQLText, _ values: [SQLValue]) throws(StoreError) -> Int

    /// Calls `body` with each row until it gives false.
    func query(
        _ sql: SQLText, _ values: [SQLValue], _ body: (any SQLRow) throws(StoreError) -> Bool
    ) throws(StoreError)

    /// Like the other, for a text that is put together at run time; never from what a user typed.
    func query(
        composed sql: String, _ values: [SQLValue], _ body: (any SQLRow) throws(StoreError) -> Bool
    ) throws(StoreError)

    /// Runs statements without parameters or rows.
    func execute(script: String) throws(StoreError)
}

extension SQLConnection {
    package func all<T>(
        _ sql: SQLText, _ values: [SQLValue] = [], _ map: (any SQLRow) throws(StoreError) -> T
    ) throws(StoreError) -> [T] {
        var out: [T] = []
        try query(sql, values) { row throws(StoreError) in
            out.append(try map(row))
            return true
        }
        return out
    }

    package func all<T>(
        composed sql: String, _ values: [SQLValue] = [], _ map: (any SQLRow) throws(StoreError) -> T
    ) throws(StoreError) -> [T] {
        var out: [T] = []
        try query(composed: sql, values) { row throws(StoreError) in
            out.append(try map(row))
            return true
        }
        return out
    }

    package func first<T>(
        _ sql: SQLText, _ values: [SQLValue] = [], _ map: (any SQLRow) throws(StoreError) -> T
    ) throws(StoreError) -> T? {
        var out: T?
        try query(sql, values) { row throws(StoreError) in
            out = try map(row)
            return false
        }
        return out
    }
}

/// One row of a result; valid until the next one. Columns count from 0.
package protocol SQLRow {
    func isNull(_ column: Int) -> Bool
    func integer(_ column: Int) -> Int64
    func text(_ column: Int) -> String
    /// Whether the column is text of these bytes; nil stands for NULL.
    func isEqual(_ column: Int, _ bytes: UnsafeBufferPointer<UInt8>?) -> Bool
    func bytes(_ column: Int) -> [UInt8]
}

extension SQLRow {
    package func integerOrNil(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }
    package func intOrNil(_ column: Int) -> Int? { isNull(column) ? nil : int(column) }
    package func textOrNil(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
    package func int(_ column: Int) -> Int { Int(clamping: integer(column)) }
    package func bool(_ column: Int) -> Bool { integer(column) != 0 }
    package func time(_ column: Int) -> Timestamp { Timestamp(microseconds: integer(column)) }
    package func timeOrNil(_ column: Int) -> Timestamp? { isNull(column) ? nil : time(column) }

    package func id(_ column: Int) throws(StoreError) -> ULID {
        guard let id = ULID(trusted: text(column)) else { throw corrupt(column, "id") }
        return id
    }

    package func idOrNil(_ column: Int) throws(StoreError) -> ULID? { isNull(column) ? nil : try id(column) }

    package func digest(_ column: Int) throws(StoreError) -> ContentDigest {
        guard let digest = ContentDigest(bytes: bytes(column)) else { throw corrupt(column, "digest") }
        return digest
    }

    /// The digest of `column`; `other`, where the bytes are those of `otherColumn`: comparing is cheaper than reading.
    package func digestOrNil(
        _ column: Int, ifNot other: ContentDigest, of otherColumn: Int
    ) throws(StoreError) -> ContentDigest? {
        if isNull(column) { return nil }
        return bytes(column) == bytes(otherColumn) ? other : try digest(column)
    }

    package func digestOrNil(_ column: Int) throws(StoreError) -> ContentDigest? {
        isNull(column) ? nil : try digest(column)
    }

    /// A value of a closed list of names.
    package func name<T: RawRepresentable>(
        _ column: Int, _ type: T.Type = T.self
    ) throws(StoreError) -> T where T.RawValue == String {
        guard let value = T(rawValue: text(column)) else { throw corrupt(column, "\(type)") }
        return value
    }

    package func nameOrNil<T: RawRepresentable>(
        _ column: Int, _ type: T.Type = T.self
    ) throws(StoreError) -> T? where T.RawValue == String {
        isNull(column) ? nil : try name(column, type)
    }

    package func corrupt(_ column: Int, _ wanted: String) -> StoreError {
        StoreError(.corrupt, "column \(column) holds no \(wanted)")
    }
}

extension ULID {
    /// Ids that the store wrote itself; only their length is looked at again.
    fileprivate init?(trusted text: String) {
        guard text.utf8.count == 26 else { return nil }
        self.init(text)
    }
}

/// Where the engines differ.
package struct SQLDialect: Sendable {
    /// `sqlite`, `postgresql`.
    package let engine: String
    /// Column types of the migrations: 64-bit integers, bytes, and an integer key that grows.
    package let integer: String
    package let blob: String
    package let integerKey: String
    /// The function that gives the place of one text in another, from 1, or 0.
    package let position: String

    package static let sqlite = SQLDialect(
        engine: "sqlite", integer: "INTEGER", blob: "BLOB", integerKey: "INTEGER PRIMARY KEY", position: "instr")
}
