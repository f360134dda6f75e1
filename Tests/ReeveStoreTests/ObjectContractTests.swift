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

    /// A name that looks down into every environment may stand for several objects.
    @Test(arguments: StoreUnderTest.allCases)
    func oneFieldMayNameSeveralObjects(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            let both = ["a", "b"].map { ReferenceTarget(field: "/bindings/0/id", target: Sample.key($0)) }
            try await store.apply(
                [
                    ObjectChange(.create, Sample.key("a"), content: Sample.content("1")),
                    ObjectChange(.create, Sample.key("b"), content: Sample.content("2")),
                    ObjectChange(.create, Sample.key("p"), content: Sample.content("3", references: both)),
                ], plan: 1)
            let uid = try #require(try await store.object(Sample.key("p"))).uid
            let found = try await store.read { rows throws(StoreError) in try rows.references(from: uid) }
            #expect(found.map(\.field) == ["/bindings/0/id", "/bindings/0/id"] && Set(found.map(\.to)).count == 2)
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
    func whatIsReferencedStays(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            let reference = ReferenceTarget(field: "/connection", target: Sample.key("c", kind: "Connection"))
            let missing = await code { () throws(StoreError) in
                try await store.apply(
                    [ObjectChange(.create, Sample.key("a"), content: Sample.content("1", references: [reference]))],
                    plan: 1)
            }
            #expect(missing == .missing(.object(reference.target)))
            try await store.apply(
                [
                    ObjectChange(.create, Sample.key("a"), content: Sample.content("1", references: [reference])),
                    ObjectChange(.create, reference.target, content: Sample.content("c")),
                ], plan: 2)
            let refused = await code { () throws(StoreError) in
                try await store.apply([ObjectChange(.delete, reference.target, expectedGeneration: 1)], plan: 3)
            }
            #expect(refused == .referenced(reference.target, by: [Sample.key("a")]))
            // Deleting both, or moving the reference away, is no trouble.
            try await store.apply(
                [
                    ObjectChange(.delete, reference.target, expectedGeneration: 1),
                    ObjectChange(.delete, Sample.key("a"), expectedGeneration: 1),
                ], plan: 4)
            #expect(try await store.snapshot().objects.isEmpty)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aReplacedObjectHasANewIdentityAndItsReferencesAreRefused(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            let target = Sample.key("c", kind: "Connection")
            let reference = ReferenceTarget(field: "/connection", target: target)
            try await store.apply(
                [
                    ObjectChange(.create, target, content: Sample.content("c")),
                    ObjectChange(.create, Sample.key("a"), content: Sample.content("1", references: [reference])),
                ], plan: 1)
            let old = try #require(try await store.object(target)).uid
            let replace = ObjectChange(.replace, target, expectedGeneration: 1, content: Sample.content("d"))
            let refused = await code { () throws(StoreError) in try await store.apply([replace], plan: 2) }
            #expect(refused == .referenced(target, by: [Sample.key("a")]))
            let update = ObjectChange(
                .update, Sample.key("a"), expectedGeneration: 1, content: Sample.content("1", references: [reference]))
            try await store.apply([replace, update], plan: 3)
            let new = try #require(try await store.object(target)).uid
            #expect(new != old)
            let references = try await store.read { rows throws(StoreError) in
                try rows.references(to: new, limit: 9).cut.shown
            }
            #expect(references.count == 1)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aDeletedObjectMustNotBeNeededByUnfinishedRuns(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            try await store.apply([ObjectChange(.create, Sample.key("a"), content: Sample.content("1"))], plan: 1)
            let uid = try #require(try await store.object(Sample.key("a"))).uid
            _ = try await store.submitBatch(Sample.submission(runs: 2, objects: [uid]), events: [])
            let delete = ObjectChange(.delete, Sample.key("a"), expectedGeneration: 1)
            let refused = await code { () throws(StoreError) in try await store.apply([delete], plan: 2) }
            #expect(refused == .neededByRuns(Sample.key("a"), runs: [Sample.run(1, 1), Sample.run(1, 2)]))
            try await store.apply([delete], plan: 3, cancelsRuns: true)
            #expect(try await store.status(Sample.run(1, 1)) == .cancelled)
            #expect(try await store.batch(Sample.id(100_000))?.status == .cancelled)
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
