internal import ReeveStore

/// One step of the schema; numbered from 1 without gaps.
struct Migration: Sendable {
    /// Refuses updates and deletes of a table.
    struct AppendOnlyTable: Sendable {
        let table: String
        let message: String
    }

    let number: Int
    /// DDL with the dialect's words as `@integer`, `@blob`, `@integer_key`, `@narrow`.
    let script: String
    let triggers: [AppendOnlyTable]
    /// Runs after the script, in the same transaction, for what SQL alone cannot work out; a new store is empty then.
    var carry: (@Sendable (SQLRows) throws(StoreError) -> Void)?

    static let all: [Migration] = [.first, .second]

    /// The version from which rows are sealed. A later migration that changes a sealed table has to check its rows and seal
    /// them anew in `carry`.
    static let firstSealed = 2

    /// The version that this binary writes.
    static var latest: Int { all.count }

    func script(for dialect: SQLDialect) -> String {
        var out = ""
        var rest = script[...]
        while let mark = rest.firstIndex(of: "@") {
            out += rest[..<mark]
            let word = rest[rest.index(after: mark)...].prefix { $0.isLetter || $0 == "_" }
            out += dialect.word(String(word))
            rest = rest[word.endIndex...]
        }
        out += rest
        for trigger in triggers { out += dialect.appendOnlyTrigger(trigger) }
        return out
    }
}

extension SQLDialect {
    /// Traps on any other word: scripts are constants of this module, never input, and every test that opens a
    /// store renders all of them.
    fileprivate func word(_ name: String) -> String {
        switch name {
        case "integer": integer
        case "blob": blob
        case "integer_key": integerKey
        case "narrow": engine == "sqlite" ? "WITHOUT ROWID" : ""
        default: preconditionFailure("a migration uses the dialect's words only, not @\(name)")
        }
    }

    fileprivate func appendOnlyTrigger(_ trigger: Migration.AppendOnlyTable) -> String {
        var out = ""
        for event in ["UPDATE", "DELETE"] {
            out += """
                CREATE TRIGGER \(trigger.table)_no_\(event.lowercased()) BEFORE \(event) ON \(trigger.table)
                BEGIN SELECT RAISE(ABORT, '\(trigger.message)'); END;

                """
        }
        return out
    }
}
