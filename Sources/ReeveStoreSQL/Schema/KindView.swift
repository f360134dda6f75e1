internal import ReeveJSON
internal import ReeveStore

/// The SQL of a kind's view: the columns of every object, then the fields of the spec.
///
/// The fields are read out of the spec by `json_extract`, which SQLite 3.40 allows in a view only for
/// connections that trust the schema: that is the default of `sqlite3` and of other programs. The store's own
/// connections do not trust it, and never read these views.
enum KindView {
    /// - Throws: `invalidRequest` for a name that is no plain identifier.
    static func check(_ view: ViewDefinition) throws(StoreError) {
        for name in [view.name] + view.columns.map(\.name) {
            let isPlain = name.utf8.allSatisfy {
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                    || $0 == UInt8(ascii: "_")
            }
            guard isPlain, name.first?.isLetter == true else {
                throw StoreError(.invalidRequest, "view or column '\(name)'")
            }
        }
        for column in view.columns {
            // A quote would end the member's name in SQLite's path.
            guard let tokens = JSONPointer(column.pointer)?.tokens, !tokens.isEmpty,
                !tokens.contains(where: { $0.contains("\"") })
            else { throw StoreError(.invalidRequest, "column '\(column.name)' of view '\(view.name)'") }
        }
    }

    static func script(_ view: ViewDefinition) -> String {
        var columns = [
            "uid", "organization", "environment", "name", "generation", "owning_set", "labels", "created_at",
            "updated_at",
        ]
        for column in view.columns where !columns.contains("\(column.name)") {
            let tokens = JSONPointer(column.pointer)?.tokens ?? []
            let path = "$" + tokens.map { ".\"" + $0 + "\"" }.joined()
            columns.append("json_extract(spec, \(quoted(path))) AS \(column.name)")
        }
        return """
            CREATE VIEW \(view.name) AS SELECT \(columns.joined(separator: ", ")) FROM object \
            WHERE kind = \(quoted(view.kind))
            """
    }

    static func installed(_ connection: SQLiteConnection) throws(StoreError) -> [String: String] {
        var found: [String: String] = [:]
        try connection.query(composed: "SELECT name, script FROM view_definition", []) { row in
            found[row.text(0)] = row.text(1)
            return true
        }
        return found
    }

    static func replace(
        _ old: [String: String], with new: [String: String], on connection: SQLiteConnection
    ) throws(StoreError) {
        for name in old.keys.sorted() { try connection.execute(script: "DROP VIEW IF EXISTS \(name)") }
        try connection.run("DELETE FROM view_definition", [])
        for (name, script) in new.sorted(by: { $0.key < $1.key }) {
            try connection.execute(script: script)
            try connection.run(
                "INSERT INTO view_definition (name, script) VALUES ($1, $2)", [.text(name), .text(script)])
        }
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}
