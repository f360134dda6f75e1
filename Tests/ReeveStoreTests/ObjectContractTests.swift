import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

@Suite struct ObjectContractTests {
    @Test(arguments: StoreUnderTest.allCases)
    func whatIsAppliedIsRead(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            var content = Sample.content("one", labels: ["tier": "a", "x": "q\"1"])
            content.source = StoredSource(file: "a.yaml", line: 3, lines: "{\"\":3}")
            content.protection = .confirm
            let outcome = try await store.apply([ObjectChange(.create, Sample.key("a"), content: content)], plan: 1)
            guard case .applied(let serial, let uids) = outcome else { return #expect(Bool(false), "\(outcome)") }
            #expect(serial == 1)
            let found = try #require(try await store.object(Sample.key("a")))
            #expect(found.uid == uids[Sample.key("a")])
            #expect(found.spec == content.spec && found.lastAppliedSpec == content.spec)
            #expect(found.lastAppliedDigest == content.digest && found.generation == 1)
            #expect(found.labels == ["tier": "a", "x": "q\"1"] && found.source == content.source)
            #expect(found.protection == .confirm && found.owningSet == "main")
            let byLabel = try await store.objects(ObjectFilter(labels: ["x": "q\"1"]))
            #expect(byLabel.map(\.uid) == [found.uid])
            #expect(try await store.objects(ObjectFilter(labels: ["x": "other"])).isEmpty)
            #expect(try await store.snapshot().objects == [found.head])
            #expect(try await store.revisions().map(\.serial) == [1])
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func anotherGenerationIsRefusedAndNothingIsWritten(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            try await store.apply([ObjectChange(.create, Sample.key("a"), content: Sample.content("1"))], plan: 1)
            try await store.apply(
                [ObjectChange(.update, Sample.key("a"), expectedGeneration: 1, content: Sample.content("2"))], plan: 2)
            let stale = await code { () throws(StoreError) in
                try await store.apply(
                    [
                        ObjectChange(.create, Sample.key("b"), content: Sample.content("b")),
                        ObjectChange(.update, Sample.key("a"), expectedGeneration: 1, content: Sample.content("3")),
                    ], plan: 3)
            }
            #expect(stale == .staleGeneration(Sample.key("a"), expected: 1, found: 2))
            #expect(try await store.object(Sample.key("b")) == nil)
            let exists = await code { () throws(StoreError) in
                try await store.apply([ObjectChange(.create, Sample.key("a"), content: Sample.content("3"))], plan: 4)
            }
            #expect(exists == .staleGeneration(Sample.key("a"), expected: 0, found: 2))
            let read = await code { () throws(StoreError) in
                try await store.apply(
                    [ObjectChange(.create, Sample.key("b"), content: Sample.content("b"))], plan: 5,
                    reads: [Sample.key("a"): 1])
            }
            #expect(read == .staleGeneration(Sample.key("a"), expected: 1, found: 2))
            #expect(try await store.auditHead().nextSequence == 2)
            #expect(try await store.snapshot().head.serial == 2)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func anEmptyApplyWritesNothing(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            try await store.apply([ObjectChange(.create, Sample.key("a"), content: Sample.content("1"))], plan: 1)
            let before = try await store.info()
            #expect(try await store.apply([], plan: 2) == .unchanged(serial: 1))
            #expect(try await store.info() == before)
            #expect(try await store.revisions().count == 1)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aPlanIsAppliedOnce(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            let create = ObjectChange(.create, Sample.key("a"), content: Sample.content("1"))
            try await store.apply([create], plan: 1)
            #expect(try await store.apply([create], plan: 1) == .alreadyApplied(serial: 1))
            #expect(try await store.auditHead().nextSequence == 1)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aPlanOfAnotherStoreIsRefused(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            let head = try await store.snapshot().head
            let set = ObjectChangeSet(
                store: Sample.id(7), baseSerial: 0,
                changes: [ObjectChange(.create, Sample.key("a"), content: Sample.content("1"))],
                revision: RevisionDraft(
                    set: "main", planID: Sample.id(8), planDigest: ContentDigest.of("p".utf8), actor: "a"),
                now: Sample.start)
            let refused = await code { () throws(StoreError) in _ = try await store.apply(set) }
            #expect(refused == .wrongStore(expected: Sample.id(7), found: head.storeID))
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aPlanOfNoStoreFitsAStoreThatNothingWasAppliedTo(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            func set(_ plan: Int, _ changes: [ObjectChange]) -> ObjectChangeSet {
                ObjectChangeSet(
                    store: StoreHead.noStoreID, baseSerial: 0, changes: changes,
                    revision: RevisionDraft(
                        set: "main", planID: Sample.id(plan), planDigest: ContentDigest.of("p".utf8), actor: "a"),
                    now: Sample.start)
            }
            let head = try await store.snapshot().head
            let first = set(8, [ObjectChange(.create, Sample.key("a"), content: Sample.content("1"))])
            #expect(try await store.apply(set(7, [])) == .unchanged(serial: 0))
            guard case .applied(serial: 1, _) = try await store.apply(first) else {
                Issue.record("the plan was not applied")
                return
            }
            #expect(try await store.apply(first) == .alreadyApplied(serial: 1))
            for changes in [[], [ObjectChange(.create, Sample.key("b"), content: Sample.content("2"))]] {
                let refused = await code { () throws(StoreError) in _ = try await store.apply(set(9, changes)) }
                #expect(refused == .wrongStore(expected: StoreHead.noStoreID, found: head.storeID))
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func namesAndUniqueKeysMayBeSwapped(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            func slug(_ value: String) -> [StoredUniqueKey] {
                [StoredUniqueKey(name: "Agent.slug", value: value)]
            }
            try await store.apply(
                [
                    ObjectChange(.create, Sample.key("a"), content: Sample.content("1", uniqueKeys: slug("x"))),
                    ObjectChange(.create, Sample.key("b"), content: Sample.content("2", uniqueKeys: slug("y"))),
                ], plan: 1)
            let a = try #require(try await store.object(Sample.key("a"))).uid
            try await store.apply(
                [
                    ObjectChange(
                        .rename, Sample.key("a"), expectedGeneration: 1, newKey: Sample.key("b"),
                        content: Sample.content("1", uniqueKeys: slug("y"))),
                    ObjectChange(
                        .rename, Sample.key("b"), expectedGeneration: 1, newKey: Sample.key("a"),
                        content: Sample.content("2", uniqueKeys: slug("x"))),
                ], plan: 2)
            #expect(try await store.object(Sample.key("b"))?.uid == a)
            // A name that a rename gives up can be taken in the same change set.
            try await store.apply(
                [
                    ObjectChange(
                        .rename, Sample.key("b"), expectedGeneration: 2, newKey: Sample.key("c"),
                        content: Sample.content("1", uniqueKeys: slug("z"))),
                    ObjectChange(.create, Sample.key("b"), content: Sample.content("3", uniqueKeys: slug("y"))),
                ], plan: 3)
            #expect(try await store.object(Sample.key("c"))?.uid == a)
            let taken = await code { () throws(StoreError) in
                try await store.apply(
                    [ObjectChange(.create, Sample.key("d"), content: Sample.content("4", uniqueKeys: slug("z")))],
                    plan: 4)
            }
            #expect(taken == .uniqueViolation(name: "Agent.slug", value: "z", by: Sample.key("c")))
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func changesByOtherHandsLeaveWhatWasAppliedLast(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            let declared = Sample.content("1")
            try await store.apply([ObjectChange(.create, Sample.key("a"), content: declared)], plan: 1)
            let edited = Sample.content("2", isDeclared: false)
            try await store.apply(
                [ObjectChange(.update, Sample.key("a"), expectedGeneration: 1, content: edited)], plan: 2)
            let drifted = try #require(try await store.object(Sample.key("a")))
            #expect(drifted.digest == edited.digest && drifted.lastAppliedDigest == declared.digest)
            #expect(drifted.lastAppliedSpec == declared.spec && drifted.spec == edited.spec)
            try await store.apply([ObjectChange(.forget, Sample.key("a"), expectedGeneration: 2)], plan: 3)
            let forgotten = try #require(try await store.object(Sample.key("a")))
            #expect(forgotten.owningSet == nil && forgotten.lastAppliedDigest == nil)
            #expect(forgotten.generation == 3)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func pinsAreSetAndRemoved(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            let target = PinTarget(organization: "acme", environment: "prod", address: "git/log")
            let digest = ContentDigest.of("d".utf8)
            try await store.apply([], plan: 1, pins: [PinChange(target: target, digest: digest)])
            #expect(try await store.pins() == [Pin(target: target, digest: digest)])
            try await store.apply([], plan: 2, pins: [PinChange(target: target, digest: nil)])
            #expect(try await store.pins().isEmpty)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func pagesOfObjectsFollowEachOther(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            let names = (0..<25).map { "o" + String($0 + 100) }
            try await store.apply(
                names.shuffled().map { ObjectChange(.create, Sample.key($0), content: Sample.content($0)) }, plan: 1)
            let seen = try await store.read { rows throws(StoreError) in
                var seen: [String] = []
                try Page.every(
                    { (last: ObjectKey?) throws(StoreError) in
                        try rows.objects(.all, after: last, limit: 10)
                    }, cursor: \.key
                ) { seen.append($0.key.name) }
                return seen
            }
            #expect(seen == names)
            for limit in [0, 24, 25, 26, .max] {
                let (shown, hasMore) = try await store.read { rows throws(StoreError) in
                    try rows.objects(.all, after: nil, limit: limit).cut
                }
                #expect(shown.count == min(25, limit) && hasMore == (limit < 25), "\(limit)")
            }
        }
    }
}
