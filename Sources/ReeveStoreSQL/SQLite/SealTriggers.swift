internal import ReeveStore

/// The sealing triggers of all tables, for one connection.
enum SealTriggers {
    static func install(on connection: SQLiteConnection) throws(StoreError) {
        for table in try SealedTable.all(on: connection) { try connection.execute(script: table.triggers()) }
    }

    /// Seals all rows of a store whose tables had no seals before.
    static func sealAll(on connection: SQLiteConnection) throws(StoreError) {
        for table in try SealedTable.all(on: connection) {
            try connection.execute(script: "UPDATE \(table.name) SET seal = \(table.seal())")
        }
    }
}
