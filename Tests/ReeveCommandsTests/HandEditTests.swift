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

    /// Each statement, and who says so: `call` refuses, `check` names the row, `verify` the entry.
    static let edits: [(name: String, finder: String, sql: [String])] = [
        (
            "enabled", "call",
            [#"UPDATE object SET spec = replace(spec, '"enabled":true', '"enabled": true') WHERE kind = 'Agent'"#]
        ),
        ("allow-list", "call", [#"UPDATE object SET spec = replace(spec, 'aid/*', '*/*') WHERE kind = 'Agent'"#]),
        ("owner", "call", ["UPDATE object SET owning_set = 'other' WHERE kind = 'Connection'"]),
        ("deleted rule", "check", ["DELETE FROM object WHERE kind = 'Policy'"]),
        (
            "copied object", "call",
            [
                """
                INSERT INTO object SELECT '01M8GJ5P915YKR8ZDTDMR8NA3Z', kind, organization, environment, 'copy', digest,
                    owning_set, generation, last_applied_digest, protection, created_at, updated_at, labels,
                    source_file, source_line, source_lines, metadata, spec, last_applied_spec, seal
                FROM object WHERE kind = 'Agent'
                """
            ]
        ),
        (
            "reference", "check",
            [

                "UPDATE object_reference SET field = field || 'x'"
            ]
        ),
        ("tool definition", "call", [#"UPDATE tool_definition SET definition = replace(definition, '{"', '{ "')"#]),
        ("tool status", "check", ["UPDATE tool_definition SET synced_at = 0"]),
        ("run status", "check", ["UPDATE run SET status = 'failed' WHERE status = 'succeeded'"]),
        (
            "run result", "check",
            ["UPDATE run_content SET body = replace(body, 'hello', 'adieu') WHERE part = 'output'"]
        ),
        ("run input", "check", ["UPDATE run_content SET body = '{}' WHERE part = 'input'"]),
        ("deleted run", "check", ["DELETE FROM run WHERE id = (SELECT MIN(id) FROM run)"]),
        ("deleted steps", "check", ["DELETE FROM run_step WHERE ordinal = 1"]),
        ("batch", "check", ["UPDATE batch SET concurrency = 1000"]),
        ("limiter", "check", ["UPDATE limiter_bucket SET tokens = 1000000000"]),
        ("revision", "check", ["UPDATE revision SET actor = 'os:nobody@nowhere'"]),
        ("head", "check", ["UPDATE store_head SET serial = serial + 1"]),
        ("trigger", "check", ["DROP TRIGGER audit_entry_no_update"]),
        (
            "audit column", "verify",
            ["DROP TRIGGER audit_entry_no_update", "UPDATE audit_entry SET decision = 'allow' WHERE decision = 'deny'"]
        ),
    ]

    @Test(arguments: edits.indices)
    func anEditOfAnyRowIsFound(index: Int) async throws {
        let (name, finder, statements) = Self.edits[index]
        let project = try await TestProject.working()
        _ = try await project.reeve("run", "-f", "jobs/mixed.yaml")
        try await project.expect(0, "store", "check")
        try await project.expect(0, "audit", "verify")
        try await project.sql(statements)
        let check = try await project.start([TestProject.binary, "store", "check"]).result()
        #expect(check.status == 7, "\(name): \(check.all)")
        if finder == "verify" {
            let verify = try await project.expect(10, "audit", "verify")
            #expect(verify.output.contains("column 'decision'"), "\(verify.all)")
        }
        guard finder == "call" else { return }
        let call = try await project.start(
            [TestProject.binary, "tools", "call", "aid/say", "--agent", "bot", "--input", #"{"text": "hello"}"#]
        ).result()
        #expect(call.status != 0 && call.all.contains("store.edited"), "\(name): \(call.all)")
    }

    /// Who also works the seals out has the log against him.
    @Test func aRowWithAFittingSealIsFoundByTheLog() async throws {
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
            columns = [r[1] for r in c.execute('PRAGMA table_info(run)') if r[1] != 'seal']
            text = ", ".join(columns)
            assert c.execute(f"SELECT COUNT(*) FROM run WHERE seal IS NOT reeve_seal('run', {text})").fetchone() == (0,)
            c.execute("UPDATE run SET status = 'failed' WHERE status = 'succeeded'")
            c.execute(f"UPDATE run SET seal = reeve_seal('run', {text})")
            c.commit()
            """)
        let check = try await project.expect(7, "store", "check")
        #expect(check.output.contains("it is failed, and succeeded by the log"), "\(check.all)")
    }
}
