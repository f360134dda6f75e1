import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

@testable import ReevePlanning

@Suite struct ScopeRenamesTests {
    private func base(_ environment: String = "stage", renamedFrom: String? = nil) -> [ResourceObject] {
        [
            Declared.organization("acme"), Declared.environment("acme", environment, renamedFrom: renamedFrom),
            Declared.connection("acme/" + environment, "git"),
            Declared.agent("acme/" + environment, "bot", connection: "git"),
        ]
    }

    private let foreign = [Declared.connection("acme/stage", "theirs")]

    @Test(arguments: PlanningStore.allCases)
    func aRenamedEnvironmentTakesEverythingAlong(kind: PlanningStore) async throws {
        try await kind.with { store in
            let old = base() + [Declared.object("User", "", "anna", ["email": "a@x.example"])]
            try await store.carryOut(try await store.plan("mine", old, id: 1))
            try await store.carryOut(try await store.plan("theirs", foreign, id: 2))
            let before = try await store.snapshot().objects
            let lock = ToolLock(pins: [
                .init(organization: "acme", environment: "stage", name: "git/log"): ContentDigest.of([1])
            ])
            try await store.carryOut(try await store.plan("mine", old, id: 3) { $0.lock = lock })
            try await Rows.plant(in: store, organization: "acme", environment: "stage")

            let new = base("prod", renamedFrom: "stage") + [old[4]]
            let plan = try await store.plan("mine", new, id: 4) { $0.lock = lock }
            #expect(plan.summary.destroyed == 0 && plan.summary.added == 0)
            #expect(plan.pins.isEmpty, "the pins go along though reeve.lock has the old name")
            #expect(plan.notes.contains { $0.contains("'acme/stage', which is 'acme/prod' now") })
            #expect(plan.changes.count { $0.action == .move } == 1)
            try await store.carryOut(plan)

            let after = try await store.snapshot()
            #expect(Set(after.objects.map(\.uid)) == Set(before.map(\.uid)))
            #expect(!after.objects.contains { $0.key.environment == "stage" || $0.key.name == "stage" })
            #expect(after.objects.first { $0.key.name == "theirs" }?.owningSet == "theirs")
            #expect(after.pins.map(\.target.environment) == ["prod"])
            #expect(try await Rows.found(in: store) == Rows.expected(organization: "acme", environment: "prod"))
            #expect(try await store.plan("mine", new, id: 5) { $0.lock = lock }.isEmpty)
            let plain = base("prod") + [old[4]]
            #expect(try await store.plan("mine", plain, id: 6).isEmpty, "without renamedFrom, as it is exported")
            let followed = [Declared.connection("acme/prod", "theirs")]
            #expect(try await store.plan("theirs", followed, id: 7).isEmpty)
            let uid = try #require(after.objects.first { $0.key.kind == "Connection" && $0.key.name == "git" }?.uid)
            let references = try await store.read { rows throws(StoreError) in
                try rows.references(to: uid, limit: 10).cut.shown
            }
            #expect(references.count == 1, "references stay")
        }
    }

    @Test(arguments: PlanningStore.allCases)
    func aRenamedOrganizationTakesItsEnvironmentsAlong(kind: PlanningStore) async throws {
        try await kind.with { store in
            try await store.carryOut(try await store.plan("mine", base(), id: 1))
            try await store.carryOut(try await store.plan("theirs", foreign, id: 2))
            try await Rows.plant(in: store, organization: "acme", environment: "stage")
            let before = try await store.snapshot().objects
            // Both at once, and the agent gets another name too.
            let new = [
                Declared.organization("zenith", renamedFrom: "acme"),
                Declared.environment("zenith", "prod", renamedFrom: "stage"),
                Declared.connection("zenith/prod", "git"),
                Declared.object(
                    "Agent", "zenith/prod", "robot", ["slug": "bot", "connection": "git"],
                    references: [ReeveModel.ObjectReference(pointer: "/connection", kind: "Connection", name: "git")],
                    renamedFrom: "bot"),
            ]
            let plan = try await store.plan("mine", new, id: 3)
            #expect(plan.diagnostics.isEmpty && plan.guards.isEmpty)
            #expect(plan.summary.destroyed == 0 && plan.summary.added == 0)
            try await store.carryOut(plan)
            let after = try await store.snapshot().objects
            #expect(Set(after.map(\.uid)) == Set(before.map(\.uid)))
            #expect(
                after.map(\.key.description) == [
                    "Organization/zenith", "zenith/Environment/prod", "zenith/prod/Agent/robot",
                    "zenith/prod/Connection/git", "zenith/prod/Connection/theirs",
                ])
            #expect(try await Rows.found(in: store) == Rows.expected(organization: "zenith", environment: "prod"))
            #expect(try await store.plan("mine", new, id: 4).isEmpty)
        }
    }

    private func submission(_ number: UInt64, _ organization: String, _ environment: String) -> BatchSubmission {
        BatchSubmission(
            batch: BatchRecord(
                id: ULID(milliseconds: 6, high: 0, low: number), organization: organization, environment: environment,
                name: "nightly", definitionDigest: ContentDigest.of([2]), idempotencyKey: "nightly",
                requester: "user:anna", createdAt: PlanningStore.start), runs: [])
    }

    /// What was submitted under a key, in the order of ids.
    private func keys(_ store: any Store) async throws -> [String] {
        try await store.batches().sorted { $0.id < $1.id }.map {
            "\($0.organization)/\($0.environment) \($0.idempotencyKey ?? "-")"
        }
    }

    @Test(arguments: PlanningStore.allCases)
    func aScopeOfADeletedOnesNameMayUseItsKeys(kind: PlanningStore) async throws {
        try await kind.with { store in
            let other = [Declared.organization("other")]
            try await store.carryOut(try await store.plan("mine", other + base(), id: 1))
            _ = try await store.submitBatch(submission(1, "acme", "stage"), events: [])
            // The environment goes and comes back, then the organization does.
            try await store.carryOut(try await store.plan("mine", other + [Declared.organization("acme")], id: 2))
            try await store.carryOut(try await store.plan("mine", other + base(), id: 3))
            let second = try await store.submitBatch(submission(2, "acme", "stage"), events: [])
            #expect(second.batch.id == submission(2, "acme", "stage").batch.id)
            try await store.carryOut(try await store.plan("mine", other, id: 4))
            try await store.carryOut(try await store.plan("mine", other + base(), id: 5))
            _ = try await store.submitBatch(submission(3, "acme", "stage"), events: [])
            #expect(try await keys(store) == ["acme/stage -", "acme/stage -", "acme/stage nightly"])
            // Within one scope a key is used once.
            let again = try await store.submitBatch(submission(4, "acme", "stage"), events: [])
            #expect(again.batch.id == submission(3, "acme", "stage").batch.id)
        }
    }

    @Test(arguments: PlanningStore.allCases)
    func anOrganizationMayTakeANameThatWasUsedBefore(kind: PlanningStore) async throws {
        try await kind.with { store in
            try await store.carryOut(try await store.plan("mine", base(), id: 1))
            _ = try await store.submitBatch(submission(1, "acme", "stage"), events: [])
            let zenith = [Declared.organization("zenith"), Declared.environment("zenith", "stage")]
            try await store.carryOut(try await store.plan("mine", zenith, id: 2))
            _ = try await store.submitBatch(submission(2, "zenith", "stage"), events: [])
            let renamed = [Declared.organization("acme", renamedFrom: "zenith"), Declared.environment("acme", "stage")]
            try await store.carryOut(try await store.plan("mine", renamed, id: 3))
            #expect(try await keys(store) == ["acme/stage -", "acme/stage nightly"])
        }
    }

    @Test(arguments: PlanningStore.allCases)
    func driftThatIsKeptGoesAlong(kind: PlanningStore) async throws {
        try await kind.with { store in
            try await store.carryOut(try await store.plan("mine", base(), id: 1))
            let key = ObjectKey(kind: "Connection", organization: "acme", environment: "stage", name: "git")
            let record = try #require(try await store.object(key))
            let spec = "{\"command\":[\"other\"],\"transport\":\"stdio\"}"
            let changed = ObjectContent(
                metadata: record.metadata, spec: spec,
                digest: ObjectDigest.of(key: key, metadata: record.metadata, spec: spec), owningSet: "mine",
                isDeclared: false)
            let head = try await store.snapshot().head
            _ = try await store.apply(
                ObjectChangeSet(
                    store: head.storeID, baseSerial: 1,
                    changes: [ObjectChange(.update, key, expectedGeneration: 1, content: changed)],
                    revision: RevisionDraft(
                        set: "mine", planID: ULID(milliseconds: 8, high: 0, low: 1), planDigest: ContentDigest.of([1]),
                        actor: "user:anna"), now: PlanningStore.start))
            let new = base("prod", renamedFrom: "stage")
            try await store.carryOut(try await store.plan("mine", new, id: 2) { $0.keepsDrift = true })
            let plan = try await store.plan("mine", new, id: 3)
            #expect(plan.drift.map(\.key.description) == ["acme/prod/Connection/git"])
            #expect(plan.changes.map(\.reason) == [.driftCorrected])
        }
    }

    @Test func whatIsDeclaredUnderTheOldNameIsToldWithItsPlace() {
        let store = ModelStore.holding(base())
        let plan = store.plan(Array(base("prod", renamedFrom: "stage").prefix(3)) + [base()[3]])
        #expect(plan.diagnostics.map(\.code).contains("rename.left-behind"))
        #expect(plan.diagnostics.first { $0.code == "rename.left-behind" }?.range?.file == "manifests/a.yaml")
    }
}
