/// A word that stands for one of the dialect's in the text of a statement or of a migration, as `@same`.
///
/// Texts are literals, and a connection prepares each of them once: marks are replaced then, so a statement of every
/// engine costs what a plain one costs.
package enum SQLMark: String, Sendable, CaseIterable {
    // MARK: Columns
    /// A 64-bit integer. Booleans are integers too, 0 and 1, and instants microseconds in UTC.
    case integer
    /// Bytes.
    case blob
    /// An integer that is the primary key.
    case integerKey = "integer_key"
    /// What is said behind a table of narrow rows that are looked up by their whole key.
    case narrow

    // MARK: Operators
    /// Equality in which NULL equals NULL.
    case same
    case differs

    // MARK: Seals
    /// The seal of a row that its statement has written whole: the connection's triggers work the real one out.
    case reseal
    /// The seal of a row that the store itself takes away in the next statement.
    case leaving

    // MARK: Locks
    /// What keeps rows that were read for a write from other writers until the transaction ends.
    case forUpdate = "for_update"
    /// The same for candidates of which any will do: rows that another writer holds are passed over.
    case skipLocked = "skip_locked"
}
