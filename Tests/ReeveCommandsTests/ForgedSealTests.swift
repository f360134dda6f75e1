import Testing

/// Who changes a row and also works its seal out has the digests and the log against him.
@Suite struct ForgedSealTests {
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
