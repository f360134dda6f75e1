package import ReeveJSON

/// The words of SQLite 3.40 and later.
package struct SQLiteDialect: SQLDialect {
    package var engine: String { "sqlite" }
    package var migrations: [Migration] { SQLiteMigrations.all }

    package func text(of mark: SQLMark) -> String {
        switch mark {
        case .integer: "INTEGER"
        case .blob: "BLOB"
        case .integerKey: "INTEGER PRIMARY KEY"
        case .narrow: "WITHOUT ROWID"
        case .same: "IS"
        case .differs: "IS NOT"
        case .reseal: "x''"
        case .leaving: "x'00'"
        // A writing transaction holds the one lock of the file from its start, so rows need no locks.
        case .forUpdate, .skipLocked: ""
        }
    }

    package func position(of part: String, in text: String) -> String { "instr(\(text), \(part))" }

    package func hexadecimal(_ bytes: String) -> String { "lower(hex(\(bytes)))" }

    /// Programs may use `json_extract` in a view only on connections that trust the schema. The `sqlite3` program and
    /// most others do so by default. The store's own connections do not, and they never read these views.
    package func member(_ pointer: JSONPointer, of json: String) -> String? {
        path(pointer).map { "json_extract(\(json), \(literal($0)))" }
    }

    package func elements(_ pointer: JSONPointer, of json: String) -> SQLElements? {
        path(pointer).map {
            SQLElements(
                source: "json_each(\(json), \(literal($0))) AS element", position: "element.key",
                value: "element.value")
        }
    }

    /// A path in the engine's form. Nil for a name with a quote in it, which would end the quotes of the path.
    private func path(_ pointer: JSONPointer) -> String? {
        guard !pointer.tokens.isEmpty, !pointer.tokens.contains(where: { $0.contains("\"") }) else { return nil }
        return "$" + pointer.tokens.map { ".\"" + $0 + "\"" }.joined()
    }

    package func appendOnlyTriggers(_ table: String, message: String) -> String {
        var out = ""
        for event in ["UPDATE", "DELETE"] {
            out += """
                CREATE TRIGGER \(table)_no_\(event.lowercased()) BEFORE \(event) ON \(table)
                BEGIN SELECT RAISE(ABORT, '\(message)'); END;

                """
        }
        return out
    }

    package func trigger(named name: String) -> String {
        "SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND name = \(literal(name))"
    }
}
