import Foundation
import TestSupport
import Testing

/// What `audit verify` says of a log that somebody changed behind reeve's back, with the triggers out of the way.
@Suite struct AuditTamperingTests {
    private static let unlock = [
        "DROP TRIGGER audit_entry_no_update", "DROP TRIGGER audit_entry_no_delete",
        "DROP TRIGGER audit_leaf_no_update", "DROP TRIGGER audit_leaf_no_delete",
    ]

    /// How rows are changed, named by the word of the verdict.
    static let cases: [Named<(status: Int32, statements: [String])>] = [
        Named("edited", (10, ["UPDATE audit_entry SET body = replace(body, 'created', 'deleted') WHERE sequence = 3"])),
        Named(
            "missing",
            (11, ["DELETE FROM audit_entry WHERE sequence = 3", "DELETE FROM audit_leaf WHERE sequence = 3"])),
        Named(
            "reordered",
            (
                12,
                [
                    "UPDATE audit_entry SET sequence = -1 WHERE sequence = 3",
                    "UPDATE audit_entry SET sequence = 3 WHERE sequence = 4",
                    "UPDATE audit_entry SET sequence = 4 WHERE sequence = -1",
                ]
            )),
        Named(
            "truncated",
            (13, ["DELETE FROM audit_entry WHERE sequence > 7", "DELETE FROM audit_leaf WHERE sequence > 7"])),
    ]

    @Test(arguments: cases)
    func changedRowsAreFound(change: Named<(status: Int32, statements: [String])>) async throws {
        let (status, statements) = change.value
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        try await project.sql(Self.unlock + statements)
        let result = try await project.expect(status, "audit", "verify")
        #expect(result.output.contains(change.name), "\(result.all)")
        let json = try await project.expect(status, "audit", "verify", "-o", "json").output
        #expect(json.contains("\"exit_status\": \(status)"))
    }

    @Test func triggersForbidEditing() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        let output = try await project.python(
            """
            import sqlite3
            connection = sqlite3.connect('.reeve/reeve.db')
            for statement in ["UPDATE audit_entry SET event_type = 'x'", 'DELETE FROM audit_entry', "UPDATE audit_leaf SET hash = x'00'",
                              'DELETE FROM audit_leaf']:
                try:
                    connection.execute(statement); print('changed')
                except sqlite3.Error as error: print(error)
            """)
        let entries = String(repeating: "audit entries are never changed or removed\n", count: 2)
        #expect(output == entries + String(repeating: "audit leaves are never changed or removed\n", count: 2))
    }

    /// Two histories from one point, both signed: a checkpoint kept from the first gives the second away.
    @Test func aForkIsFoundByAKeptCheckpoint() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        try await project.python("import shutil; shutil.copytree('.reeve', 'copy')")
        try project.edit("manifests/dev/limits.yaml", "capacity: 60", "capacity: 50")
        try await project.expect(0, "apply", "--yes")
        try await project.python(
            """
            import shutil
            shutil.copy('reports/checkpoint', 'kept'); shutil.rmtree('.reeve'); shutil.move('copy', '.reeve')
            """)
        try project.edit("manifests/dev/limits.yaml", "capacity: 50", "capacity: 40")
        try await project.expect(0, "store", "accept-restore")
        try await project.expect(0, "apply", "--yes")
        try await project.expect(0, "audit", "verify")
        let result = try await project.expect(14, "audit", "verify", "--since-checkpoint", "kept")
        #expect(result.output.contains("forked"), "\(result.all)")
    }

    /// Old entries that nobody signed: leaves that fit, and no checkpoint.
    @Test func anOldTailWithoutSignatureIsFound() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        try await project.sql(Self.unlock + ["DELETE FROM audit_checkpoint"])
        try await project.python(
            """
            import datetime, hashlib, os, re, sqlite3
            os.remove('reports/checkpoint')
            connection = sqlite3.connect('.reeve/reeve.db')
            epoch = datetime.datetime(1970, 1, 1)
            for sequence, entry in connection.execute('SELECT sequence, body FROM audit_entry').fetchall():
                entry = re.sub('"time":"[0-9]{4}', '"time":"2020', entry)
                time = re.search('"time":"([^"]*)Z"', entry).group(1)
                ts = (datetime.datetime.fromisoformat(time) - epoch) // datetime.timedelta(microseconds=1)
                connection.execute('UPDATE audit_entry SET body = ?, ts = ? WHERE sequence = ?', (entry, ts, sequence))
                leaf = hashlib.sha256(b'\\0' + entry.encode()).digest()
                connection.execute('UPDATE audit_leaf SET hash = ? WHERE sequence = ?', (leaf, sequence))
            connection.commit()
            """)
        let result = try await project.expect(15, "audit", "verify")
        #expect(result.output.contains("unsigned-tail"), "\(result.all)")
    }

    @Test func anotherKeyIsFound() async throws {
        let project = try TestProject.sample()
        let other = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        try await other.expect(0, "apply", "--yes")
        let foreign = try other.read(".reeve/reeve.db.key.pub")
        try await project.expect(
            16, "audit", "verify", "--key", foreign.trimmingCharacters(in: .whitespacesAndNewlines))
        try project.write(".reeve/reeve.db.key.pub", foreign)
        let result = try await project.expect(16, "audit", "verify")
        #expect(result.output.contains("wrong-key"), "\(result.all)")
    }

    /// Who has no key can add a checkpoint, and it proves nothing.
    @Test func aForgedCheckpointIsNotUsed() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        try await project.python(
            """
            import base64, sqlite3
            connection = sqlite3.connect('.reeve/reeve.db')
            (note,) = connection.execute('SELECT note FROM audit_checkpoint').fetchone()
            lines = bytes(note).decode().split('\\n')
            lines[2] = base64.b64encode(bytes(32)).decode()
            connection.execute('UPDATE audit_checkpoint SET note = ?', ('\\n'.join(lines).encode(),))
            connection.commit()
            """)
        let result = try await project.expect(10, "audit", "verify")
        #expect(result.output.contains("checkpoint"), "\(result.all)")
    }

    @Test func aCheckpointThatIsNoNoteIsAnError() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        try await project.sql(["UPDATE audit_checkpoint SET note = x'00ff'"])
        try await project.expect(1, "audit", "verify")
        try project.write("no-note", "hello")
        try await project.expect(3, "audit", "verify", "--since-checkpoint", "no-note")
        try await project.expect(3, "audit", "verify", "--since-checkpoint", "not-there")
        try await project.expect(3, "audit", "verify", "--key", "x")
    }
}
