import ReeveAudit
import ReeveModel
import ReeveStore
import ReeveStoreSQL
import TestSupport
import Testing

@Suite struct MigrationTests {
    /// The statements of the schema, without the views of kinds, which the command line installs.
    private static func schema(_ path: String) throws -> String {
        try Folder.python(
            """
            kinds = [r[0] for r in c.execute('SELECT name FROM view_definition')]
            [print(r[1] + ';') for r in c.execute('SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name')
                if r[0] not in kinds]
            """, path)
    }

    /// A released migration is never edited.
    @Test func theSchemaIsTheGoldenOne() async throws {
        try await Folder.withStore { _, path in
            try Golden.check(try Self.schema(path).utf8, at: Folder.goldens + "schema.sql")
        }
    }

    /// The store was written by the last release of version 1: applies, a sync, pins, a call, a batch, checkpoints.
    private static func withStoreOfVersion1<T>(_ body: (String) async throws -> T) async throws -> T {
        try await TestFolder.with { folder in
            let path = folder + "/reeve.db"
            try Folder.python("c.executescript(open('\(Folder.goldens)store-of-version-1.sql').read())", path)
            return try await body(path)
        }
    }

    @Test func aStoreOfVersion1ComesOverWithAllItsRows() async throws {
        let count = """
            tables = [r[0] for r in c.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
            for t in tables: print(t, c.execute(f'SELECT COUNT(*) FROM {t}').fetchone()[0])
            """
        try await Self.withStoreOfVersion1 { path in
            let before = try Folder.python(count, path).split(separator: "\n")
            #expect(before.contains("run 3") && before.contains("audit_entry 20") && before.contains("pin 3"))
            try await Folder.with(try await SQLiteStore.open(path: path, mode: .readWrite)) { store async throws in
                let info = try await store.info()
                #expect(info.schemaVersion == 2)
                #expect(try await store.integrityCheck() == [])
                let after = Set(try Folder.python(count, path).split(separator: "\n"))
                #expect(before.filter { !after.contains($0) } == ["object_unique_key 1"])
                // Names that are unique in the organization are noted for what was there before.
                let names = try Folder.python(
                    "print(c.execute(\"SELECT name, scope, value FROM object_unique_key WHERE name LIKE '%.name'\").fetchall())",
                    path)
                #expect(names == "[('Policy.name', 'example', 'watching')]\n")
                // The views of the run time read what came over.
                let runs = try Folder.python("print(c.execute('SELECT COUNT(*) FROM runs').fetchone()[0])", path)
                #expect(runs == "3\n")
                // And the log goes on.
                let entries = try await store.appendAudit([Folder.event()])
                #expect(entries.map(\.sequence) == [20])
            }
        }
    }

    /// Version 1 let a policy of the organization and one of an environment have one name.
    @Test func aNameThatTwoObjectsOfVersion1HaveIsNamedByTheCheck() async throws {
        try await Self.withStoreOfVersion1 { path in
            try Folder.python(
                """
                columns = [r[1] for r in c.execute('PRAGMA table_info(object)')]
                values = {'uid': "'01M8GJ5P915YKR8ZDTDMR8NA3Z'", 'environment': "''"}
                c.execute(f"INSERT INTO object SELECT {', '.join(values.get(n, n) for n in columns)} FROM object "
                    "WHERE kind = 'Policy' AND name = 'watching'")
                """, path)
            try await Folder.with(try await SQLiteStore.open(path: path, mode: .readWrite)) { store async throws in
                #expect(
                    try await store.integrityCheck() == [
                        "a unique value of example/dev/Policy/watching that example/Policy/watching holds: "
                            + "Policy.name example watching"
                    ])
            }
        }
    }

    @Test func aStoreThatCameOverHasTheSchemaOfANewOne() async throws {
        try await Self.withStoreOfVersion1 { path in
            try await Folder.with(try await SQLiteStore.open(path: path, mode: .readWrite)) { _ in }
            let found = try Self.schema(path)
            try await Folder.withStore { _, fresh in
                let wanted = try Self.schema(fresh)
                #expect(found == wanted)
            }
        }
    }

    @Test func aReaderOfAnOlderStoreSaysSoAndLeavesItAlone() async throws {
        try await Self.withStoreOfVersion1 { path in
            let failed = await code { () throws(StoreError) in
                _ = try await SQLiteStore.open(path: path, mode: .readOnly)
            }
            #expect(failed == .olderVersion(found: 1, known: 2))
            let version = try Folder.python("print(c.execute('PRAGMA user_version').fetchone()[0])", path)
            #expect(version == "1\n")
        }
    }

    @Test func theLogCannotBeChangedByAnybodysSQL() async throws {
        try await Folder.withStore { store, path in
            _ = try await store.appendAudit([Folder.event()])
            for statement in [
                "UPDATE audit_entry SET body = '{}'", "DELETE FROM audit_entry", "UPDATE audit_leaf SET hash = x'00'",
                "DELETE FROM audit_leaf",
            ] {
                #expect(throws: PythonFailure.self) { try Folder.python("c.execute(\"\"\"\(statement)\"\"\")", path) }
            }
        }
    }
}
