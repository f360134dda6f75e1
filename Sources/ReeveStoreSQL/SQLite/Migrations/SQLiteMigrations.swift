internal import ReeveStore

/// The schema's steps in SQLite's words. Another engine has steps of its own beside these, with the same numbers.
enum SQLiteMigrations {
    static let all: [Migration] = [first, second]

    /// The version from which rows are sealed. A later migration that changes a sealed table has to check its rows and seal
    /// them anew in ``Migration/carry``.
    static let firstSealed = 2

    /// The version that this binary writes.
    static var latest: Int { all.count }
}
