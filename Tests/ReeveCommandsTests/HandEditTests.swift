import Foundation
import Testing

/// What somebody with `sqlite3` changes is seen, and nothing is called by it.
@Suite struct HandEditTests {
    private static let effect = #"""
        UPDATE object SET spec = replace(spec, '"effect":"deny"', '"effect":"allow"') WHERE kind = 'Policy'
        """#

    @Test func anEditedRuleAllowsNothingIsShownAndIsSetBack() async throws {
        let project = try await TestProject.working()
        try await project.sql(Self.effect)
        let call = ["tools", "call", "aid/shred", "--agent", "bot", "--input", "{}"]
        let refused = try await project.start([TestProject.binary] + call).result()
        #expect(refused.status != 0 && refused.all.contains("store.edited"), "\(refused.all)")
        #expect(refused.all.contains("acme/Policy/guard"), "\(refused.all)")
        // Whoever asks is told what the gate does.
        let asked = try await project.expect(
            4, "policy", "evaluate", "--agent", "bot", "--target", "tool:aid/shred", "--detailed-exitcode")
        #expect(asked.output.hasPrefix("deny: acme/Policy/guard is not as reeve wrote it"), "\(asked.all)")

        let plan = try await project.expect(0, "plan")
        #expect(plan.output.contains("acme/Policy/guard"), "\(plan.all)")
        #expect(plan.output.contains("another program, in the database"), "\(plan.all)")
        #expect(plan.output.contains("allow") && plan.output.contains("deny"), "\(plan.all)")
        let check = try await project.start([TestProject.binary, "store", "check"]).result()
        #expect(check.status != 0 && check.output.contains("object "), "\(check.all)")

        try await project.expect(0, "apply", "--yes")
        try await project.expect(0, "store", "check")
        #expect(try await project.expect(0, "plan").output.hasPrefix("No changes"))
        let denied = try await project.start([TestProject.binary] + call).result()
        #expect(denied.all.contains("policy.denied"), "\(denied.all)")
    }

    /// Who finds an edit: `call` refuses, `check` names the row, `verify` names the entry of the log.
    enum Finder: Sendable { case call, check, verify }

    struct Edit: CustomTestStringConvertible, Sendable {
        let name: String
        let finder: Finder
        let statements: [String]

        init(_ name: String, foundBy finder: Finder, _ statements: String...) {
            (self.name, self.finder, self.statements) = (name, finder, statements)
        }

        var testDescription: String { name }
    }

    static let edits: [Edit] = [
        Edit(
            "enabled", foundBy: .call,
            #"UPDATE object SET spec = replace(spec, '"enabled":true', '"enabled": true') WHERE kind = 'Agent'"#),
        Edit(
            "allow-list", foundBy: .call,
            #"UPDATE object SET spec = replace(spec, 'aid/*', '*/*') WHERE kind = 'Agent'"#),
        Edit("owner", foundBy: .call, "UPDATE object SET owning_set = 'other' WHERE kind = 'Connection'"),
        Edit("deleted rule", foundBy: .call, "DELETE FROM object WHERE kind = 'Policy'"),
        Edit("moved rule", foundBy: .call, "UPDATE object SET environment = 'elsewhere' WHERE kind = 'Policy'"),
        Edit("rule of another kind", foundBy: .call, "UPDATE object SET kind = 'Policyx' WHERE kind = 'Policy'"),
        Edit(
            "rule of another organization", foundBy: .call,
            "UPDATE object SET organization = 'evil' WHERE kind = 'Policy'"),
        Edit(
            "rule with a blank seal", foundBy: .call,
            "UPDATE object SET spec = spec || ' ', seal = x'' WHERE kind = 'Policy'"),
        Edit("unreadable agent", foundBy: .call, "UPDATE object SET spec = 'garbage' WHERE kind = 'Agent'"),
        Edit("unreadable environment", foundBy: .call, "UPDATE object SET spec = 'garbage' WHERE kind = 'Environment'"),
        Edit("deleted environment", foundBy: .call, "DELETE FROM object WHERE kind = 'Environment'"),
        Edit("deleted pin", foundBy: .call, "DELETE FROM pin WHERE address = 'aid/say'"),
        Edit("moved pin", foundBy: .call, "UPDATE pin SET environment = 'elsewhere' WHERE address = 'aid/say'"),
        Edit(
            "copied object", foundBy: .call,
            """
            INSERT INTO object SELECT '01M8GJ5P915YKR8ZDTDMR8NA3Z', kind, organization, environment, 'copy', digest,
                owning_set, generation, last_applied_digest, protection, created_at, updated_at, labels,
                source_file, source_line, source_lines, metadata, spec, last_applied_spec, seal
            FROM object WHERE kind = 'Agent'
            """),
        Edit("reference", foundBy: .check, "UPDATE object_reference SET field = field || 'x'"),
        Edit(
            "tool definition", foundBy: .call,
            #"UPDATE tool_definition SET definition = replace(definition, '{"', '{ "')"#),
        Edit("tool status", foundBy: .check, "UPDATE tool_definition SET synced_at = 0"),
        Edit("run status", foundBy: .check, "UPDATE run SET status = 'failed' WHERE status = 'succeeded'"),
        Edit(
            "run result", foundBy: .check,
            "UPDATE run_content SET body = replace(body, 'hello', 'adieu') WHERE part = 'output'"),
        Edit("run input", foundBy: .check, "UPDATE run_content SET body = '{}' WHERE part = 'input'"),
        Edit("deleted run", foundBy: .check, "DELETE FROM run WHERE id = (SELECT MIN(id) FROM run)"),
        Edit("deleted steps", foundBy: .check, "DELETE FROM run_step WHERE ordinal = 1"),
        Edit("batch", foundBy: .check, "UPDATE batch SET concurrency = 1000"),
        Edit("limiter", foundBy: .check, "UPDATE limiter_bucket SET tokens = 1000000000"),
        Edit("revision", foundBy: .check, "UPDATE revision SET actor = 'os:nobody@nowhere'"),
        Edit("head", foundBy: .check, "UPDATE store_head SET serial = serial + 1"),
        Edit("trigger", foundBy: .check, "DROP TRIGGER audit_entry_no_update"),
        Edit(
            "audit column", foundBy: .verify, "DROP TRIGGER audit_entry_no_update",
            "UPDATE audit_entry SET decision = 'allow' WHERE decision = 'deny'"),
    ]

    @Test(arguments: edits)
    func anEditOfAnyRowIsFound(edit: Edit) async throws {
        let project = try await TestProject.working()
        _ = try await project.reeve("run", "-f", "jobs/mixed.yaml")
        try await project.expect(0, "tools", "lock")
        try await project.expect(0, "apply", "--yes")
        try await project.expect(0, "store", "check")
        try await project.expect(0, "audit", "verify")
        try await project.sql(edit.statements)
        let check = try await project.start([TestProject.binary, "store", "check"]).result()
        #expect(check.status == 7, "\(check.all)")
        if edit.finder == .verify {
            let verify = try await project.expect(10, "audit", "verify")
            #expect(verify.output.contains("column 'decision'"), "\(verify.all)")
        }
        guard edit.finder == .call else { return }
        let call = try await project.start(
            [TestProject.binary, "tools", "call", "aid/say", "--agent", "bot", "--input", #"{"text": "hello"}"#]
        ).result()
        #expect(call.status != 0 && call.all.contains("store.edited"), "\(call.all)")
    }

    /// A row that stands where the next entry belongs is named by whoever cannot write, and by the check.
    @Test func aSurplusEntryOfTheLogIsNamed() async throws {
        let project = try await TestProject.working()
        try await project.sql(
            "DROP TRIGGER audit_entry_no_update", "DROP TRIGGER audit_entry_no_delete",
            """
            INSERT INTO audit_entry (sequence, id, ts, event_type, body)
            SELECT sequence + 1, id, ts, event_type, body FROM audit_entry ORDER BY sequence DESC LIMIT 1
            """)
        let row = try await project.python(
            "import sqlite3; print(sqlite3.connect('.reeve/reeve.db').execute('SELECT MAX(sequence) FROM audit_entry').fetchone()[0])"
        ).trimmingCharacters(in: .newlines)
        let write = try await project.expect(1, "run", "-f", "jobs/mixed.yaml")
        #expect(write.error.contains("row \(row) of audit_entry is one too many"), "\(write.all)")
        #expect(write.error.contains("[store.corrupt]") && write.error.contains("reeve store check"), "\(write.all)")
        let check = try await project.expect(7, "store", "check")
        #expect(check.output.contains("an audit entry that the log does not have: \(row)\n"), "\(check.all)")
        #expect(!check.output.contains("is missing; the count"), "\(check.all)")
    }

    @Test func aTakenEntryOfTheLogIsMissed() async throws {
        let project = try await TestProject.working()
        try await project.sql(
            "DROP TRIGGER audit_entry_no_delete", "DELETE FROM audit_entry WHERE sequence = 3")
        let check = try await project.expect(7, "store", "check")
        #expect(check.output.contains("an audit entry is missing; the count of those that are there: "), "\(check.all)")
        #expect(!check.output.contains("that the log does not have"), "\(check.all)")
    }

    /// What stands elsewhere now, or nowhere, is put back under its name.
    @Test(arguments: [
        "UPDATE object SET environment = 'elsewhere' WHERE kind = 'Policy'",
        "UPDATE object SET name = 'other', organization = 'evil' WHERE kind = 'Policy'",
        "DELETE FROM object WHERE kind = 'Policy'",
    ])
    func aRuleThatWasTakenAwayIsShownAndPutBack(edit: String) async throws {
        let project = try await TestProject.working()
        try await project.sql(edit)
        let plan = try await project.expect(0, "plan")
        #expect(plan.output.contains("acme/Policy/guard"), "\(plan.all)")
        #expect(plan.output.contains("another program, in the database"), "\(plan.all)")
        try await project.expect(0, "apply", "--yes")
        try await project.expect(0, "store", "check")
        #expect(try await project.expect(0, "plan").output.hasPrefix("No changes"))
        let denied = try await project.start(
            [TestProject.binary, "tools", "call", "aid/shred", "--agent", "bot", "--input", "{}"]
        ).result()
        #expect(denied.all.contains("policy.denied"), "\(denied.all)")
    }

    /// What a plan does not see by itself is made such that one does, or is taken away.
    @Test func aRepairGivesAPlanWhatIsNeeded() async throws {
        let project = try await TestProject.working()
        try await project.expect(0, "tools", "lock")
        try await project.expect(0, "apply", "--yes")
        #expect(try await project.expect(0, "store", "repair").output.hasPrefix("All objects and pins are"))
        try await project.sql([
            "UPDATE object SET spec = replace(spec, 'deny', 'allow'), seal = zeroblob(16) WHERE kind = 'Policy'",
            """
            INSERT INTO object SELECT '01M8GJ5P915YKR8ZDTDMR8NA3Z', kind, organization, environment, 'copy', digest,
                owning_set, generation, last_applied_digest, protection, created_at, updated_at, labels,
                source_file, source_line, source_lines, metadata, spec, last_applied_spec, seal
            FROM object WHERE kind = 'Agent'
            """,
            "UPDATE pin SET environment = 'elsewhere' WHERE address = 'aid/say'",
        ])
        #expect(try await !project.expect(0, "plan").output.contains("acme/Policy/guard"))
        let repaired = try await project.expect(0, "store", "repair").output
        #expect(repaired.contains("acme/Policy/guard: for the next apply to write anew"), "\(repaired)")
        #expect(repaired.contains("acme/dev/Agent/copy: removed"), "\(repaired)")
        #expect(repaired.contains("acme/dev/aid/say: pin removed"), "\(repaired)")
        #expect(try await project.expect(0, "plan").output.contains("acme/Policy/guard"))
        try await project.expect(0, "apply", "--yes")
        try await project.expect(0, "store", "check")
        try await project.expect(0, "audit", "verify")
        #expect(try await project.expect(0, "plan").output.hasPrefix("No changes"))
        try project.write("jobs/fine.yaml", CommandTable.fine)
        try await project.expect(0, "run", "-f", "jobs/fine.yaml")
    }
}
