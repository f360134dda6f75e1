internal import ReeveJSON
internal import ReeveStore

/// The SQL of the view of a kind: the columns that every object has, then the fields of the spec.
///
/// The view of a list inside the spec has one row for each element. A row names the object and the position of the
/// element. The other fields of the object are in the view of the kind.
enum KindView {
    private static let objectColumns = [
        "uid", "organization", "environment", "name", "generation", "owning_set", "labels", "created_at", "updated_at",
    ]
    private static let elementColumns = ["uid", "organization", "environment", "name", "position"]

    /// - Throws: `invalidRequest` where a name is no plain identifier, or where the engine cannot express a pointer as
    ///   a path.
    static func check(_ view: ViewDefinition, for dialect: any SQLDialect) throws(StoreError) {
        for name in [view.name] + view.columns.map(\.name) where !isPlain(name) {
            throw StoreError(.invalidRequest, "view or column '\(name)'")
        }
        for column in view.columns where member(column.pointer, of: "spec", dialect) == nil {
            throw StoreError(.invalidRequest, "column '\(column.name)' of view '\(view.name)'")
        }
        if let pointer = view.elements, elements(pointer, dialect) == nil {
            throw StoreError(.invalidRequest, "elements of view '\(view.name)'")
        }
    }

    private static func isPlain(_ name: String) -> Bool {
        let isPlain = name.utf8.allSatisfy {
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                || $0 == UInt8(ascii: "_")
        }
        return isPlain && name.first?.isLetter == true
    }

    private static func member(_ pointer: String, of json: String, _ dialect: any SQLDialect) -> String? {
        JSONPointer(pointer).flatMap { dialect.member($0, of: json) }
    }

    private static func elements(_ pointer: String, _ dialect: any SQLDialect) -> SQLElements? {
        JSONPointer(pointer).flatMap { dialect.elements($0, of: "spec") }
    }

    /// The statement that makes a view. ``check(_:for:)`` must have accepted the view before.
    static func script(_ view: ViewDefinition, for dialect: any SQLDialect) -> String {
        let list = view.elements.flatMap { elements($0, dialect) }
        let own = list == nil ? objectColumns : elementColumns
        var columns = own
        if let list {
            columns = own.map { $0 == "position" ? "\(list.position) AS position" : "object.\($0)" }
        }
        for column in view.columns where !own.contains(column.name) {
            guard let value = member(column.pointer, of: list?.value ?? "spec", dialect) else { continue }
            columns.append("\(value) AS \(column.name)")
        }
        let source = ["object", list?.source].compactMap(\.self).joined(separator: ", ")
        return """
            CREATE VIEW \(view.name) AS SELECT \(columns.joined(separator: ", ")) FROM \(source) \
            WHERE kind = \(dialect.literal(view.kind))
            """
    }

    static func installed(_ connection: any SQLConnection) throws(StoreError) -> [String: String] {
        var found: [String: String] = [:]
        try connection.query("SELECT name, script FROM view_definition", []) { row in
            found[row.text(0)] = row.text(1)
            return true
        }
        return found
    }

    static func replace(
        _ old: [String: String], with new: [String: String], on connection: any SQLConnection
    ) throws(StoreError) {
        for name in old.keys.sorted() { try connection.execute(script: "DROP VIEW IF EXISTS \(name)") }
        try connection.run("DELETE FROM view_definition", [])
        for (name, script) in new.sorted(by: { $0.key < $1.key }) {
            try connection.execute(script: script)
            try connection.run(
                "INSERT INTO view_definition (name, script) VALUES ($1, $2)", [.text(name), .text(script)])
        }
    }
}
