import Glibc
import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import ReeveStoreSQL
import TestSupport
import Testing

@Suite struct SQLiteWriterTests {
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
}
