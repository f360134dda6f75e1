import ReeveModel
import ReeveStore
import Testing

/// What others need is not taken away, on every store.
@Suite struct ReferenceContractTests {
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
}
