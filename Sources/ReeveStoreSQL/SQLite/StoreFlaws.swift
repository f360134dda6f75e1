internal import ReeveStore

/// Finds what other programs, or a failing disk, have done to a database whose pages are in order.
enum StoreFlaws {
    /// The largest number of flaws that are reported for one table.
    static let limit = 20

    static func all(on connection: SQLiteConnection) throws(StoreError) -> [String] {
        var flaws = try schema(on: connection)
        for table in try SealedTable.all(on: connection) { flaws += try table.flaws(on: connection, limit: limit) }
        return try flaws + loose(on: connection) + uniqueKeys(on: connection)
    }

    /// Compares the schema with the one that the migrations make. This finds a trigger that was dropped, or a column
    /// that was added.
    private static func schema(on connection: SQLiteConnection) throws(StoreError) -> [String] {
        let fresh = try SQLiteConnection(path: ":memory:", access: .create)
        defer { fresh.close() }
        for migration in SQLiteMigrations.all { try fresh.execute(script: migration.script(for: fresh.dialect)) }
        try fresh.execute(script: StoreViews.script(for: fresh.dialect))
        var wanted = try statements(of: fresh)
        wanted.merge(try KindView.installed(connection)) { own, _ in own }
        let found = try statements(of: connection)
        var flaws: [String] = []
        for (name, statement) in wanted.sorted(by: { $0.key < $1.key }) where found[name] != statement {
            flaws.append("schema \(name): it " + (found[name] == nil ? "is missing" : "is not as reeve made it"))
        }
        for name in found.keys.sorted() where wanted[name] == nil { flaws.append("schema \(name): it is not reeve's") }
        return flaws
    }

    private static func statements(of connection: SQLiteConnection) throws(StoreError) -> [String: String] {
        var found: [String: String] = [:]
        // The engine makes tables for its own use, for example for `ANALYZE`. They are no flaws.
        let sql = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        try connection.query(composed: sql, []) { row in
            found[row.text(0)] = row.text(1)
            return true
        }
        return found
    }

    /// Finds rows that were removed although another row still refers to them.
    private static func loose(on connection: SQLiteConnection) throws(StoreError) -> [String] {
        var flaws: [String] = []
        for (what, sql) in checks {
            flaws += try connection.all(composed: sql + " LIMIT \(limit)") { row in what + " " + row.text(0) }
        }
        return flaws
    }

    private static let checks: [(String, String)] = [
        (
            "a run without its batch:",
            "SELECT id FROM run WHERE batch_id NOT IN (SELECT id FROM batch)"
        ),
        (
            "a run without its input:",
            "SELECT id FROM run WHERE id NOT IN (SELECT run_id FROM run_content WHERE part = 'input')"
        ),
        (
            "a run without its result:",
            """
            SELECT id FROM run WHERE result_digest IS NOT NULL
                AND id NOT IN (SELECT run_id FROM run_content WHERE part = 'output')
            """
        ),
        (
            "a run without one of its attempts:",
            "SELECT id FROM run WHERE claims <> (SELECT COUNT(*) FROM run_attempt a WHERE a.run_id = run.id)"
        ),
        (
            "a run without one of its steps:",
            "SELECT run_id FROM run_step GROUP BY run_id HAVING MAX(ordinal) <> COUNT(*)"
        ),
        (
            "a task without one of its entries:",
            "SELECT run_id FROM task_entry GROUP BY run_id HAVING MAX(ordinal) <> COUNT(*)"
        ),
        (
            "a revision without one of its changes:",
            "SELECT serial FROM revision_change GROUP BY serial HAVING MAX(position) + 1 <> COUNT(*)"
        ),
        (
            "a revision that is missing:",
            """
            SELECT serial FROM store_head WHERE serial <> (SELECT COUNT(*) FROM revision)
                OR serial <> (SELECT COALESCE(MAX(serial), 0) FROM revision)
            """
        ),
        (
            "a reference from or to what is not there:",
            """
            SELECT from_uid FROM object_reference WHERE from_uid NOT IN (SELECT uid FROM object)
                OR to_uid NOT IN (SELECT uid FROM object)
            """
        ),
        (
            "an audit entry is missing; the count of those that are there:",
            """
            SELECT n FROM (SELECT size, (SELECT COUNT(*) FROM audit_entry WHERE sequence BETWEEN 0 AND size - 1) AS n
                FROM (SELECT json_extract(audit_head, '$.frontier.size') AS size FROM store_head))
            WHERE n <> size
            """
        ),
        (
            "an audit entry that the log does not have:",
            """
            SELECT sequence FROM audit_entry
            WHERE sequence < 0 OR sequence >= (SELECT json_extract(audit_head, '$.frontier.size') FROM store_head)
            """
        ),
        (
            "a leaf of the audit log that has no entry, or an entry that has no leaf:",
            """
            SELECT sequence FROM audit_leaf WHERE sequence NOT IN (SELECT sequence FROM audit_entry)
            UNION SELECT sequence FROM audit_entry WHERE sequence NOT IN (SELECT sequence FROM audit_leaf)
            """
        ),
        (
            "another program changed it or took it away:",
            """
            SELECT row_kind || ' ' || CASE organization WHEN '' THEN '' ELSE organization || '/' END
                || CASE environment WHEN '' THEN '' ELSE environment || '/' END
                || CASE kind WHEN '' THEN '' ELSE kind || '/' END || name FROM hand_edit
            """
        ),
        (
            "a run that waits for an approval that nobody was asked for:",
            """
            SELECT id FROM run WHERE status = 'awaiting_approval'
                AND id NOT IN (SELECT run_id FROM approval WHERE status = 'pending')
            """
        ),
        (
            "an approval without its run:",
            "SELECT id FROM approval WHERE run_id NOT IN (SELECT id FROM run)"
        ),
        (
            "a vote on what is not there:",
            "SELECT approver FROM approval_vote WHERE approval_id NOT IN (SELECT id FROM approval)"
        ),
        (
            "a unique value of what is not there:",
            "SELECT value FROM object_unique_key WHERE uid NOT IN (SELECT uid FROM object)"
        ),
    ]
}
