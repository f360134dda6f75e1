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
        // A transaction that writes holds the one lock of the file from its start.
        case .forUpdate, .skipLocked: ""
        }
    }

    package func position(of part: String, in text: String) -> String { "instr(\(text), \(part))" }

    package func hexadecimal(_ bytes: String) -> String { "lower(hex(\(bytes)))" }

    /// `json_extract` is allowed in a view only for connections that trust the schema. That is the default of `sqlite3`
    /// and of other programs. The store's own connections do not trust it, and never read these views.
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

    /// A name with a quote in it would end the path's own quotes, so there is no path for it.
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
