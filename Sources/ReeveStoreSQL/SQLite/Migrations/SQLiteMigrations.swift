internal import ReeveStore

/// The steps of the schema in the words of SQLite. Another engine has its own steps beside these, with the same
/// numbers.
enum SQLiteMigrations {
    static let all: [Migration] = [first, second]

    /// The first version with sealed rows. A later migration that changes a sealed table must check the rows of the
    /// table and seal them anew, in ``Migration/carry``.
    static let firstSealed = 2

    /// The version of the schema that this binary writes.
    static var latest: Int { all.count }
}
