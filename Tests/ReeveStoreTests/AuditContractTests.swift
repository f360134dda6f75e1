import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

@Suite struct AuditContractTests {
    @Test(arguments: StoreUnderTest.allCases)
    func entriesKeepTheirOrderAndTheHeadIsTheirTree(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            for step in 0..<20 {
                var event = Sample.event(.runDenied, at: Sample.time(step))
                event.subject = "agent:a\(step % 3)@acme/prod"
                event.organization = step % 2 == 0 ? "acme" : nil
                event.decision = .deny
                try await store.appendAudit([event, Sample.event(at: Sample.time(step))])
            }
            var frontier = MerkleFrontier()
            var next: Int64 = 0
            while true {
                let start = next
                let page = try await store.read { rows throws(StoreError) in
                    try rows.auditEntries(from: start, limit: 7)
                }
                if page.isEmpty { break }
                for entry in page {
                    #expect(entry.sequence == next && entry.leafHash == MerkleHash.leaf(entry.bytes))
                    #expect(try AuditEvent(decoding: entry.bytes).sequence == next)
                    frontier.append(entry.leafHash)
                    next += 1
                }
            }
            #expect(next == 40)
            #expect(try await store.auditHead().frontier == frontier)
            let leaves = try await store.read { rows throws(StoreError) in try rows.auditLeaves(from: 38, limit: 9) }
            #expect(leaves.count == 2)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func listingsFilterAndPage(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            for step in 0..<20 {
                var event = Sample.event(step % 2 == 0 ? .runDenied : .runStarted, at: Sample.time(step))
                event.subject = "agent:a\(step % 3)@acme/prod"
                event.target = "tool:git/log"
                event.organization = step < 10 ? "acme" : "other"
                event.decision = step % 2 == 0 ? .deny : .allow
                try await store.appendAudit([event])
            }
            func count(_ filter: AuditFilter) async throws -> Int { try await store.auditEntries(filter).count }
            #expect(try await count(AuditFilter(types: [.runDenied])) == 10)
            #expect(try await count(AuditFilter(subjectContains: ":a1@")) == 7)
            #expect(try await count(AuditFilter(subjectContains: ":A1@")) == 0)
            #expect(try await count(AuditFilter(targetContains: "git/")) == 20)
            #expect(try await count(AuditFilter(organizations: ["acme"], decision: .deny)) == 5)
            #expect(try await count(AuditFilter(from: Sample.time(5), to: Sample.time(8))) == 3)
            let (page, hasMore) = try await store.read { rows throws(StoreError) in
                try rows.auditEntries(AuditFilter(), before: 10, limit: 3).cut
            }
            #expect(page.map(\.sequence) == [9, 8, 7] && hasMore)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aFailedOperationLeavesNoEvent(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            try await store.appendAudit([Sample.event()])
            let before = try await store.auditHead()
            let failed = await code { () throws(StoreError) in
                try await store.write { rows throws(StoreError) in
                    try rows.append([Sample.event()])
                    throw StoreError(.invalidRequest)
                }
            }
            #expect(failed == .invalidRequest)
            #expect(try await store.auditHead() == before)
            #expect(try await store.auditEntries(from: 0).count == 1)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func manyWritersShareTheLogWithoutGaps(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            await withTaskGroup(of: Void.self) { group in
                for task in 0..<200 {
                    group.addTask {
                        let event = Sample.event(at: Sample.time(task))
                        // Every fifth fails after it has written, and must take nothing of its neighbours along.
                        _ = try? await store.write { rows throws(StoreError) in
                            try rows.append([event])
                            if task % 5 == 0 { throw StoreError(.invalidRequest) }
                        }
                    }
                }
            }
            let entries = try await store.auditEntries(from: 0)
            #expect(entries.map(\.sequence) == Array(0..<160))
            #expect(try await store.auditHead().nextSequence == 160)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func payloadsValuesBucketsAndGroupsAreKept(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            let bytes: [UInt8] = [0, 255, 1]
            let digest = try await store.keepPayload(bytes, now: Sample.start)
            #expect(try await store.keepPayload(bytes, now: Sample.time(1)) == digest)
            #expect(try await store.payload(digest) == bytes)
            let empty = try await store.keepPayload([], now: Sample.start)
            #expect(try await store.payload(empty) == [])
            try await store.setValue("v", forKey: "room.name")
            #expect(try await store.value(forKey: "room.name") == "v")
            try await store.setValue(nil, forKey: "room.name")
            #expect(try await store.value(forKey: "room.name") == nil)
            let bucket = LimiterBucket(key: "b", tokens: -5, updatedAt: Sample.start)
            try await store.write { rows throws(StoreError) in try rows.upsert(bucket) }
            #expect(try await store.read { rows throws(StoreError) in try rows.limiterBucket("b") } == bucket)
            let group = ServerProcess(
                host: "h", bootID: "b", groupID: 7, startTicks: 9, connection: "acme/prod/Connection/git",
                worker: "w", startedAt: Sample.start)
            try await store.record(group)
            #expect(try await store.processGroups(host: "h") == [group])
            try await store.forget(group)
            #expect(try await store.processGroups(host: "h").isEmpty)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func oneVersionOfAToolIsCurrent(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            func tool(_ id: Int, _ version: String, isCurrent: Bool) -> ToolDefinition {
                ToolDefinition(
                    id: Sample.id(id), organization: "acme", environment: "prod", connection: "git", tool: "log",
                    version: version, digest: ContentDigest.of(version.utf8), definition: "{}", status: .synced,
                    isCurrent: isCurrent, syncedAt: Sample.start)
            }
            let status = ConnectionStatus(
                organization: "acme", environment: "prod", connection: "git", status: .ok, lastSeenAt: Sample.start)
            let first = tool(1, "1.0.0", isCurrent: true)
            try await store.write { rows throws(StoreError) in try rows.record([first], status: status) }
            let next = [tool(2, "2.0.0", isCurrent: true), tool(1, "1.0.0", isCurrent: false)]
            try await store.write { rows throws(StoreError) in try rows.record(next, status: nil) }
            #expect(try await store.toolDefinitions().map(\.version) == ["2.0.0"])
            #expect(try await store.toolDefinitions(ToolFilter(currentOnly: false)).count == 2)
            #expect(try await store.connectionStatuses() == [status])
            let third = tool(3, "3.0.0", isCurrent: true)
            let second = await code { () throws(StoreError) in
                try await store.write { rows throws(StoreError) in try rows.record([third], status: nil) }
            }
            #expect(second == .invalidRequest)
        }
    }
}
