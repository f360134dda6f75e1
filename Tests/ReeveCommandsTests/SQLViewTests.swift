import Foundation
import ReeveCommands
import Testing

/// Other programs can ask the store in SQL.
@Suite struct SQLViewTests {
    private static let query = """
        import sqlite3, sys
        c = sqlite3.connect('file:.reeve/reeve.db?mode=ro', uri=True)
        for statement in sys.argv[1:]:
            for row in c.execute(statement): print(*row, sep='|')
        """

    @Test func theKindsAndTheirFieldsAreTables() async throws {
        let project = try await TestProject.working()
        let answers = try await project.python(
            Self.query, "SELECT organization, environment, name, slug, tools, enabled FROM agents",
            "SELECT name, transport, command, inherit_env, max_concurrency FROM connections",
            "SELECT name, type FROM environments", "SELECT name, currency FROM organizations",
            "SELECT name, active, owning_set, generation FROM policies",
            "SELECT name, position, id, effect, target, reason FROM policy_rules ORDER BY position",
            "SELECT name, scope, id, priority FROM policy_bindings",
            "SELECT name, json_array_length(items) FROM batch_definitions",
            "SELECT connection || '/' || name, version FROM tools ORDER BY 1")
        #expect(
            answers == """
                acme|dev|bot|bot|["aid/*"]|1
                aid|stdio|["stand-in"]|["PATH"]|4
                dev|dev
                acme|EUR
                guard|1|work|1
                guard|0|calls|allow|tool:aid/*|None
                guard|1|keep|deny|tool:aid/shred|paper stays
                guard|org|acme|100
                mixed|5
                aid/hold|1.0.0
                aid/say|1.0.0
                aid/shred|1.0.0

                """)
    }

    /// Every view that the page names is there, and every view that is there is on the page; all can be read.
    @Test func thePageNamesTheViewsThatThereAre() async throws {
        let project = try await TestProject.working()
        let names = try await project.python(
            """
            import sqlite3
            c = sqlite3.connect('file:.reeve/reeve.db?mode=ro', uri=True)
            for (name,) in c.execute("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name").fetchall():
                c.execute(f'SELECT * FROM {name}').fetchall()
                print(name)
            """
        ).split(separator: "\n").map(String.init)
        #expect(names.count == 30, "\(names)")
        let page = try String(contentsOf: TestProject.package.appending(path: "docs/sql-views.md"), encoding: .utf8)
        for name in names { #expect(page.contains("`\(name)`"), "docs/sql-views.md does not name \(name)") }
    }

    @Test func aStoreOfAnotherVersionGetsTheViewsWithTheFirstWrite() async throws {
        let project = try await TestProject.working()
        try await project.sql(
            "DROP VIEW agents", "CREATE VIEW agents AS SELECT 1 AS old",
            "UPDATE view_definition SET script = 'CREATE VIEW agents AS SELECT 1 AS old' WHERE name = 'agents'")
        // Reading changes nothing; a command that writes makes them anew, and the next one finds them as they are.
        try await project.expect(0, "plan")
        #expect(try await project.python(Self.query, "SELECT old FROM agents") == "1\n")
        try await project.expect(0, "apply", "--yes")
        #expect(try await project.python(Self.query, "SELECT name FROM agents") == "bot\n")
        let version = try await project.python(Self.query, "PRAGMA schema_version")
        try await project.expect(0, "apply", "--yes")
        #expect(try await project.python(Self.query, "PRAGMA schema_version") == version)
    }

    @Test func aFreshStoreHasThem() async throws {
        let project = try TestProject()
        try await project.expect(0, "store", "init")
        #expect(try await project.python(Self.query, "SELECT count(*) FROM policy_rules") == "0\n")
    }
}
