import Glibc
import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import ReeveStoreSQL
import TestSupport
import Testing

@Suite struct SQLiteOpeningTests {
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
            let path = folder + "/new/reeve.db"
            try await Folder.with(try await SQLiteStore.open(path: path, mode: .create)) { store async throws in
                _ = try await store.appendAudit([Folder.event()])
                for name in ["reeve.db", "reeve.db-wal", "reeve.db-shm"] {
                    var status = stat()
                    #expect(stat(folder + "/new/" + name, &status) == 0)
                    #expect(status.st_mode & 0o777 == 0o600, "\(name)")
                }
            }
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
            try TestFolder.write(Array("certainly no database, but some text that is long enough".utf8), to: path)
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
                do throws(StoreError) {
                    _ = try await cut.auditEntries(from: 0)
                } catch {
                    await cut.close()
                    throw error
                }
                await cut.close()
            }
            #expect(failed == .corrupt)
        }
    }
}
