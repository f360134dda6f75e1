internal import ReeveStore

/// One step of the schema. Steps are numbered from 1 without gaps.
package struct Migration: Sendable {
    /// A table whose rows may not be updated or deleted.
    struct AppendOnlyTable: Sendable {
        let table: String
        let message: String
    }

    let number: Int
    /// The DDL, with marks for the types of columns.
    let script: String
    let triggers: [AppendOnlyTable]
    /// Runs after the script, in the same transaction, and does what SQL alone cannot. In a new store it finds no rows.
    var carry: (@Sendable (SQLRows) throws(StoreError) -> Void)?

    func script(for dialect: any SQLDialect) -> String {
        dialect.rendered(script)
            + triggers.map { dialect.appendOnlyTriggers($0.table, message: $0.message) }.joined()
    }
}
