import Glibc
import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import ReeveStoreSQL
import TestSupport
import Testing

@Suite struct SQLiteStoreTests {
    @Test func aReaderWritesNothing() async throws {
        try await Folder.withStore { store, path in
            await store.close()
            try await Folder.with(try #require(try await SQLiteStore.openIfPresent(path: path))) {
                reader async throws in
                let failed = await code { () throws(StoreError) in _ = try await reader.appendAudit([Folder.event()]) }
                #expect(failed == .readOnly)
                #expect(try await reader.info().auditSize == 0)
            }
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

    @Test func aSecondApplyWritesNoByte() async throws {
        try await Folder.withStore { store, path in
            _ = try await store.appendAudit([Folder.event()])
            let head = try await store.snapshot().head
            await store.close()
            let before = try TestFolder.read(path)
            try await Folder.with(try await SQLiteStore.open(path: path, mode: .readWrite)) { again async throws in
                let empty = ObjectChangeSet(
                    store: head.storeID, baseSerial: 0,
                    revision: RevisionDraft(
                        set: "main", planID: ULID(milliseconds: 1, high: 0, low: 0),
                        planDigest: ContentDigest.of("p".utf8), actor: "a"),
                    events: [Folder.event()], now: Folder.now)
                #expect(try await again.apply(empty) == .unchanged(serial: 0))
            }
            #expect(try TestFolder.read(path) == before)
        }
    }

    @Test func aBackupIsAStoreAndOverwritesNothing() async throws {
        try await Folder.withStore { store, path in
            _ = try await store.appendAudit([Folder.event(), Folder.event()])
            try await store.backup(to: path + ".copy")
            let again = await code { () throws(StoreError) in try await store.backup(to: path + ".copy") }
            #expect(again == .alreadyExists(.store(path + ".copy")))
            try await Folder.with(try await SQLiteStore.open(path: path + ".copy", mode: .readWrite)) {
                copy async throws in
                #expect(try await copy.auditHead() == store.auditHead())
                #expect(try await copy.snapshot().head == store.snapshot().head)
                #expect(try await copy.integrityCheck().isEmpty)
            }
        }
    }
}
