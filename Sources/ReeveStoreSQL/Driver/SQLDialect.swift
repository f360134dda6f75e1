package import ReeveJSON

/// Where engines differ. No statement outside an engine's own folder has a word of one engine only: it has a mark
/// (``SQLMark``) or is made with one of these functions.
///
///     "UPDATE pin SET seal = @reseal WHERE address = $1"
///     "\(dialect.position(of: mark, in: "e.subject")) > 0"
///
/// What every engine has to have, and statements use as it stands: parameters `$1` to `$N`, `COALESCE`, `substr`,
/// comparison of rows (`(a, b) > ($1, $2)`), partial indexes, `INSERT ... ON CONFLICT ... DO UPDATE` with `excluded`, and
/// the function `reeve_seal(table, values ...)` (``RowSeal``).
///
/// An engine with more than one writer has to keep apart what SQLite's one writer keeps apart: decision 19 lists each
/// place that reads first and writes by what it has read.
package protocol SQLDialect: Sendable {
    /// `sqlite`, `postgresql`.
    var engine: String { get }

    /// The steps of the schema, in the engine's own words.
    var migrations: [Migration] { get }

    func text(of mark: SQLMark) -> String

    /// The place of one text in another, from 1, or 0.
    func position(of part: String, in text: String) -> String

    /// Bytes as lower-case hexadecimal digits; NULL stays NULL.
    func hexadecimal(_ bytes: String) -> String

    /// A value inside a JSON text: a scalar as text, number or 0/1, the rest as JSON.
    ///
    /// - Returns: nil for a pointer that the engine has no path for, and for the whole value.
    func member(_ pointer: JSONPointer, of json: String) -> String?

    /// The elements of a list inside a JSON text, as rows beside the row that the text is of.
    ///
    /// - Returns: nil for a pointer that the engine has no path for, and for the whole value.
    func elements(_ pointer: JSONPointer, of json: String) -> SQLElements?

    /// Triggers that refuse updates and deletes of a table.
    func appendOnlyTriggers(_ table: String, message: String) -> String

    /// A query with one row where the schema has a trigger of this name, and none where it has not.
    func trigger(named name: String) -> String
}

extension SQLDialect {
    /// The text with the dialect's words in place of the marks.
    ///
    /// Traps on a word that is no mark: texts are constants of this module, never input, and the tests of every store
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
