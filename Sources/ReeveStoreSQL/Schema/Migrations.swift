/// The numbered migrations: append-only, never edited once released.
enum Migrations {
    /// `all[n]` leads from version n to n + 1.
    static let all = [Migration0001.sql]

    static var current: Int { all.count }
}
