/// A word such as `@same` that stands for a word of the dialect, in the text of a statement or of a migration.
///
/// Texts are literals, and a connection prepares each of them once. The marks are replaced at that time, so a text with
/// marks costs no more than one without.
package enum SQLMark: String, Sendable, CaseIterable {
    // MARK: Columns
    /// A 64-bit integer. Booleans are integers too (0 and 1), and so are instants (microseconds in UTC).
    case integer
    /// Bytes.
    case blob
    /// An integer as primary key.
    case integerKey = "integer_key"
    /// Words after the definition of a table with narrow rows that are looked up by their whole key.
    case narrow

    // MARK: Operators
    /// Equality for which NULL equals NULL.
    case same
    case differs

    // MARK: Seals
    /// The seal that a statement gives to a row which it writes whole. The triggers of the connection put the real seal
    /// in its place.
    case reseal
    /// The seal that a statement gives to a row which the store deletes in its next statement.
    case leaving

    // MARK: Locks
    /// Keeps other writers from rows that were read for a write, until the transaction ends.
    case forUpdate = "for_update"
    /// The same for rows of which any will do: rows that another writer holds are passed over.
    case skipLocked = "skip_locked"
}
