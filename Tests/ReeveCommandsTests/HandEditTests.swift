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

    /// A run that is made again is a copy, sealed anew.
    @Test(arguments: [
        "UPDATE run SET tool = 'aid/say' WHERE status = 'denied'",
        #"UPDATE run_content SET body = '{"text":"other"}' WHERE part = 'input'"#,
        "UPDATE batch SET requester = 'user:other'",
    ])
    func aChangedRunIsNotMadeAgain(edit: String) async throws {
        let table = try await CommandTable.make()
        try await table.project.sql(edit)
        let refused = try await table.project.expect(4, "runs", "retry", table.deniedRun)
        #expect(refused.error.contains("[store.edited]"), "\(refused.all)")
    }

    @Test func aReportOfChangedRunsSaysSo() async throws {
        let table = try await CommandTable.make()
        try await table.project.sql("UPDATE run SET status = 'failed' WHERE id = '\(table.run)'")
        let told = try await table.start(["report", "run", table.batch])
        let path = try #require(told.output.split(separator: "\n").last.map(String.init), "\(told.all)")
        let folder = (path as NSString).deletingLastPathComponent
        for name in ["report.html", "report.md", "report.json"] {
            let text = try table.project.read(folder + "/" + name)
            #expect(text.contains("Another program has changed 1 run in the database"), "\(name)")
        }
    }

    /// A seal that was blanked is not taken for one of a row that the store has just written.
    @Test func aBlankSealIsNotMadeGoodByAChangeOfState() async throws {
        let table = try await CommandTable.make()
        try await table.project.sql("UPDATE run SET tool = 'aid/shred', seal = x'' WHERE id = '\(table.waitingRun)'")
        let run = try await table.start(["run"])
        #expect(run.status == 7 && run.all.contains("store.edited"), "\(run.all)")
        #expect(try await table.start(["store", "check"]).status == 7)
    }

    @Test func aChangedBatchOfTheStoreIsNotSubmitted() async throws {
        let project = try await TestProject.working()
        try project.write("manifests/batch.yaml", CommandTable.fine)
        try await project.expect(0, "apply", "--yes")
        try await project.sql("UPDATE object SET spec = replace(spec, 'hello', 'adieu') WHERE kind = 'Batch'")
        for command in ["run", "enqueue"] {
            let refused = try await project.expect(4, command, "fine")
            #expect(refused.error.contains("[store.edited]"), "\(refused.all)")
        }
    }

    /// Who also works the seals out has the digests and the log against him.
    @Test(arguments: [
        (
            "run", "UPDATE run SET status = 'failed' WHERE status = 'succeeded'",
            "it is failed, and succeeded by the log"
        ),
        (
            "object", #"UPDATE object SET spec = replace(spec, '"effect":"deny"', '"effect":"allow"')"#,
            "object acme/Policy/guard: its bytes do not give its digest"
        ),
        (
            "run_content", "UPDATE run_content SET body = replace(body, 'hello', 'adieu') WHERE part = 'output'",
            "its result does not give its digest"
        ),
        (
            "tool_definition", #"UPDATE tool_definition SET definition = replace(definition, 'say', 'saw')"#,
            "its definition does not give its digest"
        ),
        (
            "batch",
            """
            INSERT INTO batch SELECT * FROM batch WHERE 0; CREATE TEMP TABLE copy AS SELECT * FROM batch LIMIT 1;
            UPDATE copy SET id = '01M8GJ5P915YKR8ZDTDMR8NA3Z', idempotency_key = NULL;
            INSERT INTO batch SELECT * FROM copy
            """,
            "batch 01M8GJ5P915YKR8ZDTDMR8NA3Z: the log has no event of it"
        ),
        (
            "run",
            """
            CREATE TEMP TABLE copy AS SELECT * FROM run LIMIT 1; UPDATE copy SET id = '01M8GJ5P915YKR8ZDTDMR8NA3Z';
            INSERT INTO run SELECT * FROM copy
            """,
            "it has runs of which the log has no event"
        ),
    ])
    func aRowWithAFittingSealIsFoundByDigestsOrTheLog(table: String, edit: String, finding: String) async throws {
        let project = try await TestProject.working()
        _ = try await project.reeve("run", "-f", "jobs/mixed.yaml")
        try await project.python(
            """
            import hashlib, sqlite3, struct
            def seal(*values):
                out = b''
                for value in values:
                    if value is None: out += bytes([5])
                    elif isinstance(value, int): out += bytes([1]) + struct.pack('<q', value)
                    else:
                        raw = value.encode() if isinstance(value, str) else value
                        out += bytes([3 if isinstance(value, str) else 4]) + struct.pack('<q', len(raw)) + raw
                return hashlib.sha256(out).digest()[:16]
            c = sqlite3.connect('.reeve/reeve.db')
            c.create_function('reeve_seal', -1, seal)
            columns = [r[1] for r in c.execute('PRAGMA table_info(\(table))') if r[1] != 'seal']
            text = ", ".join(columns)
            unfit = f"SELECT COUNT(*) FROM \(table) WHERE seal IS NOT reeve_seal('\(table)', {text})"
            assert c.execute(unfit).fetchone() == (0,)
            c.executescript(\"\"\"\(edit)\"\"\")
            c.execute(f"UPDATE \(table) SET seal = reeve_seal('\(table)', {text})")
            c.execute("DELETE FROM hand_edit")
            c.commit()
            """)
        let check = try await project.expect(7, "store", "check")
        #expect(check.output.contains(finding), "\(check.output)")
        guard table == "object" else { return }
        let call = try await project.start(
            [TestProject.binary, "tools", "call", "aid/shred", "--agent", "bot", "--input", "{}"]
        ).result()
        #expect(call.status != 0 && call.all.contains("store.edited"), "\(call.all)")
    }
}
