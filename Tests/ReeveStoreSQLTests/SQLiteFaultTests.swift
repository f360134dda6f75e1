import Glibc
import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import ReeveStoreSQL
import TestSupport
import Testing

@Suite struct SQLiteFaultTests {
    @Test func aStoreThatDoesNotExistIsNotMadeByReading() async throws {
        try await TestFolder.with { folder in
            let absent = try await SQLiteStore.openIfPresent(path: folder + "/reeve.db")
            #expect(absent == nil)
            #expect(Folder.names(in: folder).isEmpty)
            let failed = await code { () throws(StoreError) in
                _ = try await SQLiteStore.open(path: folder + "/reeve.db", mode: .readWrite)
            }
            #expect(failed == .missing(.store(folder + "/reeve.db")))
        }
    }

    @Test func theFileIsForItsOwnerAlone() async throws {
        try await TestFolder.with { folder in
            let store = try await SQLiteStore.open(path: folder + "/new/reeve.db", mode: .create)
            _ = try await store.appendAudit([Folder.event()])
            for name in ["reeve.db", "reeve.db-wal", "reeve.db-shm"] {
                var status = stat()
                #expect(stat(folder + "/new/" + name, &status) == 0)
                #expect(status.st_mode & 0o777 == 0o600, "\(name)")
            }
            await store.close()
            Folder.remove(folder + "/new")
        }
    }

    @Test func aReaderWritesNothing() async throws {
        try await Folder.withStore { store, path in
            await store.close()
            let reader = try #require(try await SQLiteStore.openIfPresent(path: path))
            let failed = await code { () throws(StoreError) in _ = try await reader.appendAudit([Folder.event()]) }
            #expect(failed == .readOnly)
            #expect(try await reader.info().auditSize == 0)
            await reader.close()
        }
    }

    @Test func aClosedStoreSaysSo() async throws {
        try await Folder.withStore { store, _ in
            await store.close()
            #expect(
                await code { () throws(StoreError) in _ = try await store.appendAudit([Folder.event()]) } == .closed)
            #expect(await code { () throws(StoreError) in _ = try await store.auditHead() } == .closed)
        }
    }

    @Test func anotherProcessThatWritesIsWaitedForAndThenNamed() async throws {
        try await Folder.withStore(options: .init(lockTimeout: .milliseconds(1_200))) { store, path in
            _ = try await store.appendAudit([Folder.event()])
            try await Folder.whileLocked(path) { process in
                let error = await failure { () throws(StoreError) in _ = try await store.appendAudit([Folder.event()]) }
                guard case .locked(let holder) = error?.code else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(error?.isRetryable == true)
                #expect(holder.holder == "process \(process) (python3)")
                // Reading goes on meanwhile.
                let head = try await store.auditHead()
                #expect(head.nextSequence == 1)
            }
            _ = try await store.appendAudit([Folder.event()])
            #expect(try await store.auditHead().nextSequence == 2)
        }
    }

    @Test func aFullDiskUndoesTheWriteAndLaterOnesWork() async throws {
        try await Folder.withStore(options: .init(maximumPageCount: 120)) { store, _ in
            let big = [UInt8](repeating: 7, count: 1 << 20)
            let failed = await code { () throws(StoreError) in _ = try await store.keepPayload(big, now: Folder.now) }
            #expect(failed == .full)
            _ = try await store.appendAudit([Folder.event()])
            #expect(try await store.info().counts["payloads"] == 0)
            #expect(try await store.integrityCheck().isEmpty)
        }
    }

    @Test func aFullDiskFailsOneOperationOfAGroupOrAllOfThemButTellsEach() async throws {
        try await Folder.withStore(options: .init(maximumPageCount: 120)) { store, _ in
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for task in 0..<20 {
                    group.addTask {
                        do {
                            if task == 10 {
                                let big = [UInt8](repeating: 7, count: 1 << 20)
                                _ = try await store.keepPayload(big, now: Folder.now)
                            } else {
                                _ = try await store.appendAudit([Folder.event()])
                            }
                            return true
                        } catch {
                            return false
                        }
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            let head = try await store.auditHead()
            #expect(head.nextSequence == Int64(outcomes))
            #expect(try await store.auditEntries(from: 0).count == outcomes)
        }
    }

    @Test func aNewerStoreIsRefused() async throws {
        try await Folder.withStore { store, path in
            await store.close()
            try Folder.python("c.execute('PRAGMA user_version = 99')", path)
            for mode in [SQLiteStore.Mode.readOnly, .readWrite] {
                let failed = await code { () throws(StoreError) in
                    _ = try await SQLiteStore.open(path: path, mode: mode)
                }
                #expect(failed == .newerVersion(found: 99, known: 2))
            }
        }
    }

    @Test func anotherProgramsDatabaseIsLeftAlone() async throws {
        try await TestFolder.with { folder in
            let path = folder + "/reeve.db"
            try Folder.python("c.execute('CREATE TABLE t(a)')", path)
            let failed = await code { () throws(StoreError) in _ = try await SQLiteStore.open(path: path, mode: .create)
            }
            #expect(failed == .notADatabase)
            Folder.write(Array("certainly no database, but some text that is long enough".utf8), to: path)
            let text = await code { () throws(StoreError) in _ = try await SQLiteStore.open(path: path, mode: .create) }
            #expect(text == .notADatabase)
        }
    }

    @Test func aFileThatWasCutIsCorrupt() async throws {
        try await Folder.withStore { store, path in
            for _ in 0..<50 { _ = try await store.appendAudit([Folder.event()]) }
            await store.close()
            truncate(path, 4_096 * 20)
            let failed = await code { () throws(StoreError) in
                let cut = try await SQLiteStore.open(path: path, mode: .readOnly)
                _ = try await cut.auditEntries(from: 0)
            }
            #expect(failed == .corrupt)
        }
    }

    @Test func aSecondApplyWritesNoByte() async throws {
        try await Folder.withStore { store, path in
            _ = try await store.appendAudit([Folder.event()])
            let head = try await store.snapshot().head
            await store.close()
            let before = Folder.read(path)
            let again = try await SQLiteStore.open(path: path, mode: .readWrite)
            let empty = ObjectChangeSet(
                store: head.storeID, baseSerial: 0,
                revision: RevisionDraft(
                    set: "main", planID: ULID(milliseconds: 1, high: 0, low: 0),
                    planDigest: ContentDigest.of("p".utf8), actor: "a"),
                events: [Folder.event()], now: Folder.now)
            #expect(try await again.apply(empty) == .unchanged(serial: 0))
            await again.close()
            #expect(Folder.read(path) == before)
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

    @Test func aBackupIsAStoreAndOverwritesNothing() async throws {
        try await Folder.withStore { store, path in
            _ = try await store.appendAudit([Folder.event(), Folder.event()])
            try await store.backup(to: path + ".copy")
            let again = await code { () throws(StoreError) in try await store.backup(to: path + ".copy") }
            #expect(again == .alreadyExists(.store(path + ".copy")))
            let copy = try await SQLiteStore.open(path: path + ".copy", mode: .readWrite)
            #expect(try await copy.auditHead() == store.auditHead())
            #expect(try await copy.snapshot().head == store.snapshot().head)
            #expect(try await copy.integrityCheck().isEmpty)
            await copy.close()
        }
    }

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
