import Foundation
import Testing

/// Statements outside an engine's own folder are those of every engine.
@Suite struct SQLDialectTests {
    private static let room = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/ReeveStoreSQL")

    /// Words that SQLite alone has, or means in a way of its own.
    private static let foreign = [
        "json_extract", "json_each", "rowid", "ROWID", "PRAGMA", "pragma_", "sqlite_", "GLOB", "typeof(", "CAST(",
        "IFNULL(",
        "hex(", "instr(", "x'", "INSERT OR", "REPLACE INTO", "RAISE(", "AUTOINCREMENT", "strftime", "datetime(",
        "group_concat", "seal IS reeve_seal", "seal IS NOT reeve_seal", "BEGIN IMMEDIATE", "CREATE TRIGGER", "TEMP ",
    ]

    @Test func noStatementOutsideTheFolderOfSQLiteHasAWordOfSQLiteAlone() throws {
        let files = FileManager.default.enumerator(at: Self.room, includingPropertiesForKeys: nil)
        var count = 0
        while let file = files?.nextObject() as? URL {
            let path = file.path.dropFirst(Self.room.path.count + 1)
            guard file.pathExtension == "swift", !path.hasPrefix("SQLite/") else { continue }
            count += 1
            let lines = try String(contentsOf: file, encoding: .utf8).split(
                separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in lines.enumerated() {
                guard !line.trimmingCharacters(in: .whitespaces).hasPrefix("//") else { continue }
                for word in Self.foreign where line.contains(word) {
                    Issue.record(
                        "Sources/ReeveStoreSQL/\(path):\(index + 1): '\(word)': use a mark or a function of SQLDialect")
                }
            }
        }
        #expect(count > 15)
    }
}
