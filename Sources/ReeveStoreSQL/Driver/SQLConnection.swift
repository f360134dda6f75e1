package import ReeveStore

/// One connection to an engine. It blocks, and only one thread may use it at a time.
package protocol SQLConnection: AnyObject {
    var dialect: any SQLDialect { get }

    /// Runs a statement, and returns how many rows it has changed.
    @discardableResult
    func run(_ sql: SQLText, _ values: [SQLValue]) throws(StoreError) -> Int

    /// Calls `body` with each row until it returns false.
    func query(
        _ sql: SQLText, _ values: [SQLValue], _ body: (any SQLRow) throws(StoreError) -> Bool
    ) throws(StoreError)

    /// The same for a text that is composed at run time. No part of the text may come from a user.
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
