package import ReeveJSON

/// Where engines differ. A statement outside an engine's own folder has no word of one engine only. In its place it has
/// a mark (``SQLMark``), or the result of one of these functions.
///
///     "UPDATE pin SET seal = @reseal WHERE address = $1"
///     "\(dialect.position(of: mark, in: "e.subject")) > 0"
///
/// Statements use the following as it stands, so every engine must have it: parameters `$1` to `$N`, `COALESCE`,
/// `substr`, comparison of rows (`(a, b) > ($1, $2)`), partial indexes, `INSERT ... ON CONFLICT ... DO UPDATE` with
/// `excluded`, and the function `reeve_seal(table, values ...)` (``RowSeal``).
///
/// SQLite has one writer at a time. An engine with several must keep them apart wherever a statement reads first and
/// then writes by what it has read. Decision 19 lists these places.
package protocol SQLDialect: Sendable {
    /// `sqlite`, `postgresql`.
    var engine: String { get }

    /// The steps of the schema, in the words of the engine.
    var migrations: [Migration] { get }

    func text(of mark: SQLMark) -> String

    /// The position of one text in another, from 1; 0 where it does not occur.
    func position(of part: String, in text: String) -> String

    /// Bytes as lower-case hexadecimal digits; NULL stays NULL.
    func hexadecimal(_ bytes: String) -> String

    /// A value inside a JSON text: a scalar as text, number or 0/1, all else as JSON.
    ///
    /// - Returns: nil for a pointer that the engine cannot express as a path, and for the whole value.
    func member(_ pointer: JSONPointer, of json: String) -> String?

    /// The elements of a list inside a JSON text, as rows that are joined to the row of the text.
    ///
    /// - Returns: nil for a pointer that the engine cannot express as a path, and for the whole value.
    func elements(_ pointer: JSONPointer, of json: String) -> SQLElements?

    /// Triggers that refuse updates and deletes of a table.
    func appendOnlyTriggers(_ table: String, message: String) -> String

    /// A query that gives one row where the schema has a trigger of this name, and no row where it has none.
    func trigger(named name: String) -> String
}

extension SQLDialect {
    /// The text with the words of the dialect in the place of the marks.
    ///
    /// Traps on an unknown mark. Texts are constants of this module and never input, and the tests of every store
    /// prepare all of them.
    func rendered(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "@")) else { return text }
        var out = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "@") {
            out += rest[..<start]
            let word = rest[rest.index(after: start)...].prefix { $0.isLetter || $0 == "_" }
            guard let mark = SQLMark(rawValue: String(word)) else {
                preconditionFailure("a statement uses the dialect's marks only, not @\(word)")
            }
            out += self.text(of: mark)
            rest = rest[word.endIndex...]
        }
        return out + rest
    }

    /// A text as a literal of SQL.
    func literal(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}
