package import ReeveStore

/// One connection to an engine; used by one thread at a time, and blocking.
package protocol SQLConnection: AnyObject {
    var dialect: any SQLDialect { get }

    /// Runs a statement and gives the rows that it changed.
    @discardableResult
    func run(_ sql: SQLText, _ values: [SQLValue]) throws(StoreError) -> Int

    /// Calls `body` with each row until it gives false.
    func query(
        _ sql: SQLText, _ values: [SQLValue], _ body: (any SQLRow) throws(StoreError) -> Bool
    ) throws(StoreError)

    /// The same for a text that is put together at run time, never from what a user typed.
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
