internal import ReeveStore

/// A table with sealed rows: one with a column `seal`.
struct SealedTable {
    let name: String
    /// The columns in the order of the table, without the seal.
    let columns: [String]
    let key: [String]

    static func all(on connection: SQLiteConnection) throws(StoreError) -> [SealedTable] {
        let names = try connection.all(
            composed: """
                SELECT t.name FROM sqlite_schema t
                WHERE t.type = 'table' AND EXISTS (SELECT 1 FROM pragma_table_info(t.name) c WHERE c.name = 'seal')
                ORDER BY t.name
                """
        ) { row in row.text(0) }
        var tables: [SealedTable] = []
        for name in names {
            let columns = try connection.all(
                composed: "SELECT name, pk FROM pragma_table_info('\(name)') ORDER BY cid"
            ) { row in (name: row.text(0), key: row.int(1)) }
            var key = columns.filter { $0.key > 0 }.sorted { $0.key < $1.key }.map(\.name)
            if key.isEmpty { key = ["rowid"] }
            tables.append(SealedTable(name: name, columns: columns.map(\.name).filter { $0 != "seal" }, key: key))
        }
        return tables
    }

    func seal(of row: String = "") -> String {
        "reeve_seal('\(name)', " + columns.map { row.isEmpty ? $0 : "\(row).\($0)" }.joined(separator: ", ") + ")"
    }

    /// The triggers that seal the rows which a connection writes. They belong to the connection and not to the file, so
    /// writes of another program do not run them.
    ///
    /// A statement that sets the seal by itself is left alone. A statement that sets the seal to `x''` has written the
    /// whole row, and the row is sealed anew. Where the row had `x''` before, another program wrote that, and the row
    /// gets no seal. After any other update, a row is sealed anew only where it fitted its seal before.
    func triggers() -> String {
        let place = key.map { "\($0) = NEW.\($0)" }.joined(separator: " AND ")
        return """
            CREATE TEMP TRIGGER seal_\(name)_insert AFTER INSERT ON main.\(name) WHEN NEW.seal IS NULL BEGIN
                UPDATE \(name) SET seal = \(seal(of: "NEW")) WHERE \(place); END;
            CREATE TEMP TRIGGER seal_\(name)_update AFTER UPDATE ON main.\(name)
                WHEN NEW.seal IS OLD.seal OR NEW.seal IS x'' BEGIN
                UPDATE \(name) SET seal = CASE
                    WHEN NEW.seal IS x'' AND OLD.seal IS NOT x'' THEN \(seal(of: "NEW"))
                    WHEN OLD.seal IS \(seal(of: "OLD")) THEN \(seal(of: "NEW")) END
                WHERE \(place); END;

            """
    }

    /// The names of the rows that do not fit their seal.
    func flaws(on connection: SQLiteConnection, limit: Int) throws(StoreError) -> [String] {
        let names =
            name == "object"
            ? ["organization", "environment", "kind", "name"]
            : key == ["rowid"] ? columns.prefix(3).filter { !["body", "document"].contains($0) } : key
        let label = names.map { "coalesce(CASE typeof(\($0)) WHEN 'blob' THEN hex(\($0)) ELSE \($0) END, '-')" }
            .joined(separator: " || ' ' || ")
        return try connection.all(
            composed: "SELECT \(label) FROM \(name) WHERE seal IS NOT \(seal()) LIMIT \(limit)"
        ) { row in "\(name) \(row.text(0)): the row is not as reeve wrote it" }
    }
}
