internal import ReeveStore

/// One step of the schema; numbered from 1 without gaps.
package struct Migration: Sendable {
    /// Refuses updates and deletes of a table.
    struct AppendOnlyTable: Sendable {
        let table: String
        let message: String
    }

    let number: Int
    /// DDL, with marks for the types of columns.
    let script: String
    let triggers: [AppendOnlyTable]
    /// Runs after the script, in the same transaction, for what SQL alone cannot work out. A new store is empty then.
    var carry: (@Sendable (SQLRows) throws(StoreError) -> Void)?

    func script(for dialect: any SQLDialect) -> String {
        dialect.rendered(script)
            + triggers.map { dialect.appendOnlyTriggers($0.table, message: $0.message) }.joined()
    }
}
