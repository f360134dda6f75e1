import ReeveJSON
import ReeveStore

/// The read-only view of a kind: its objects as a table.
///
/// Views read the spec by `json_extract`. A connection with `trusted_schema=OFF`, as ours are, refuses JSON functions
/// in views; the `sqlite3` shell and BI tools run with the default and may use them.
enum KindView {
    static let key = "store.views"

    static func sql(_ view: ViewDefinition) -> String {
        let fixed = [
            "uid", "organization", "environment", "name", "owning_set", "generation", "created_at", "updated_at",
        ]
        var columns = fixed.joined(separator: ", ")
        for column in view.columns where !fixed.contains(column.name) {
            columns += ", json_extract(spec, '$" + path(column.pointer) + "') AS \"" + column.name + "\""
        }
        return "CREATE VIEW \"\(view.name)\" AS SELECT \(columns) FROM object WHERE kind = '\(view.kind)'"
    }

    static func digest(_ texts: [String]) -> String { ContentDigest.of(texts.joined(separator: "\n").utf8).description }

    /// A JSON Pointer as SQLite's path.
    private static func path(_ pointer: String) -> String {
        (JSONPointer(pointer)?.tokens ?? []).map { ".\"" + $0.replacing("\"", with: "") + "\"" }.joined()
    }
}

/// Tables that `store info` counts.
enum StoreTables {
    static let counted = [
        ("objects", "object"), ("revisions", "revision"), ("tool_definitions", "tool_definition"), ("batches", "batch"),
        ("runs", "run"),
        ("run_steps", "run_step"), ("audit_entries", "audit_entry"), ("checkpoints", "checkpoint"),
    ]
}
