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
        for column in view.columns where path(column.pointer) == nil {
            throw StoreError(.invalidRequest, "column '\(column.name)' of view '\(view.name)'")
        }
        if let elements = view.elements, path(elements) == nil {
            throw StoreError(.invalidRequest, "elements of view '\(view.name)'")
        }
    }

    /// The pointer as a path of SQLite; nil for the whole value, and for a name with a quote, which would end it.
    private static func path(_ pointer: String) -> String? {
        guard let tokens = JSONPointer(pointer)?.tokens, !tokens.isEmpty, !tokens.contains(where: { $0.contains("\"") })
        else { return nil }
        return "$" + tokens.map { ".\"" + $0 + "\"" }.joined()
    }

    static func script(_ view: ViewDefinition) -> String {
        // An element is known by its object and its position; the rest of the object is in the kind's own view.
        var columns =
            view.elements == nil
            ? [
                "uid", "organization", "environment", "name", "generation", "owning_set", "labels", "created_at",
                "updated_at",
            ] : ["uid", "organization", "environment", "name", "position"]
        let own = Set(columns)
        if view.elements != nil {
            columns = columns.map { $0 == "position" ? "element.key AS position" : "object.\($0)" }
        }
        for column in view.columns where !own.contains(column.name) {
            let value = view.elements == nil ? "spec" : "element.value"
            columns.append("json_extract(\(value), \(quoted(path(column.pointer) ?? "$"))) AS \(column.name)")
        }
        let source = view.elements.map { "object, json_each(spec, \(quoted(path($0) ?? "$"))) AS element" } ?? "object"
        return """
            CREATE VIEW \(view.name) AS SELECT \(columns.joined(separator: ", ")) FROM \(source) \
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
