import Glibc
import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import ReeveStoreSQL
import TestSupport
import Testing

@Suite struct KindViewTests {
    @Test func viewsAnswerOtherProgramsAndAreMadeAnewOnlyWhenTheyChange() async throws {
        try await Folder.withStore { store, path in
            let head = try await store.snapshot().head
            let spec: JSONValue = ["command": ["uvx"], "limits": ["cpu": 5]]
            _ = try await store.apply(
                ObjectChangeSet(
                    store: head.storeID, baseSerial: 0,
                    changes: [
                        ObjectChange(
                            .create, ObjectKey(kind: "Connection", organization: "o", environment: "e", name: "git"),
                            content: ObjectContent(metadata: "{}", spec: spec.canonicalText, digest: .of(spec)))
                    ],
                    revision: RevisionDraft(
                        set: "main", planID: ULID(milliseconds: 1, high: 0, low: 0), planDigest: .of("p".utf8),
                        actor: "a"), now: Folder.now))
            let view = ViewDefinition(
                name: "connections", kind: "Connection",
                columns: [.init(name: "cpu", pointer: "/limits/cpu"), .init(name: "command", pointer: "/command")])
            try await store.installViews([view])
            let row = "print(*c.execute('SELECT name, cpu, command FROM connections').fetchone())"
            #expect(try Folder.python(row, path) == "git 5 [\"uvx\"]\n")
            let version = "print(c.execute('PRAGMA schema_version').fetchone()[0])"
            let before = try Folder.python(version, path)
            try await store.installViews([view])
            #expect(try Folder.python(version, path) == before)
            try await store.installViews([])
            #expect(throws: PythonFailure.self) { try Folder.python(row, path) }
            for name in ["runs", "run_steps", "batches", "attempts", "audit_events", "tools", "connections_status"] {
                #expect(try Folder.python("print(c.execute('SELECT COUNT(*) FROM \(name)').fetchone())", path) != "")
            }
            let bad = await code { () throws(StoreError) in
                try await store.installViews([ViewDefinition(name: "a; DROP TABLE run", kind: "A", columns: [])])
            }
            #expect(bad == .invalidRequest)
        }
    }
}
