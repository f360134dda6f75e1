import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

@testable import ReevePlanning

@Suite struct ScopeTests {
    private func base(_ environment: String = "stage", renamedFrom: String? = nil) -> [ResourceObject] {
        [
            Declared.organization("acme"), Declared.environment("acme", environment, renamedFrom: renamedFrom),
            Declared.connection("acme/" + environment, "git"),
            Declared.agent("acme/" + environment, "bot", connection: "git"),
        ]
    }

    private let foreign = [Declared.connection("acme/stage", "theirs")]

    @Test(arguments: PlanningStore.allCases)
    func aScopeThatHoldsObjectsOfAnotherSetIsNotDeleted(kind: PlanningStore) async throws {
        try await kind.with { store in
            try await store.carryOut(try await store.plan("mine", base(), id: 1))
            try await store.carryOut(try await store.plan("theirs", foreign, id: 2))
            let pruning = try await store.plan("mine", [Declared.organization("acme")], id: 3)
            #expect(pruning.guards.map(\.cause) == [.scopeNotEmpty])
            #expect(pruning.guards.first?.detail == "still holds acme/stage/Connection/theirs")
            let all = try await store.plan("mine", [], id: 4) {
                $0.prunes = false
                $0.requestedDeletes = [ObjectKey(kind: "Organization", name: "acme")]
            }
            #expect(all.guards.contains { $0.detail.hasPrefix("still holds acme/Environment/stage") })
            #expect(!all.isApplyable)
        }
    }

    @Test(arguments: PlanningStore.allCases)
    func childrenOfTheSameSetThatGoTooAreDeletesThatCount(kind: PlanningStore) async throws {
        try await kind.with { store in
            try await store.carryOut(try await store.plan("mine", base(), id: 1))
            let few = try await store.plan("mine", [Declared.organization("acme")], id: 2) { $0.maxDeletes = 2 }
            #expect(few.guards.map(\.cause) == [.tooManyDeletes])
            #expect(few.changes.map(\.action) == [.delete, .delete, .delete])
            try await store.carryOut(try await store.plan("mine", [Declared.organization("acme")], id: 3))
            #expect(try await store.snapshot().objects.map(\.key.name) == ["acme"])
        }
    }

    @Test(arguments: PlanningStore.allCases)
    func aChildThatCameAfterThePlanStopsTheDelete(kind: PlanningStore) async throws {
        try await kind.with { store in
            try await store.carryOut(try await store.plan("mine", base(), id: 1))
            let pruning = try await store.plan("mine", [Declared.organization("acme")], id: 2)
            #expect(pruning.guards.isEmpty)
            try await store.carryOut(try await store.plan("theirs", foreign, id: 3))
            guard
                case .store(let error)? = await refusal({ () throws(ApplyError) in try await store.carryOut(pruning) }),
                case .scopeNotEmpty(let key, let by) = error.code
            else { return #expect(Bool(false), "the delete has to be refused") }
            #expect(key.description == "acme/Environment/stage")
            #expect(by.map(\.description) == ["acme/stage/Connection/theirs"])
            #expect(ApplyError(code: .store(error)).isRefusal)
        }
    }

    @Test(arguments: PlanningStore.allCases)
    func aScopeThatWentAfterThePlanStopsTheCreate(kind: PlanningStore) async throws {
        try await kind.with { store in
            try await store.carryOut(try await store.plan("mine", base(), id: 1))
            let late = try await store.plan("theirs", foreign, id: 2)
            try await store.carryOut(try await store.plan("mine", [Declared.organization("acme")], id: 3))
            guard
                case .store(let error)? = await refusal({ () throws(ApplyError) in try await store.carryOut(late) })
            else { return #expect(Bool(false), "the create has to be refused") }
            #expect(
                error.code == .missing(.object(ObjectKey(kind: "Environment", organization: "acme", name: "stage"))))
        }
    }

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
                    references: [ObjectReference(pointer: "/connection", kind: "Connection", name: "git")],
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

    @Test func aSwapOfNamesIsRefusedWithItsPlace() {
        let store = ModelStore.holding([Sample.connection("a"), Sample.connection("b", command: ["two"])])
        let plan = store.plan([
            Sample.connection("a", command: ["two"], metadata: ObjectMetadata(renamedFrom: "b"), line: 3),
            Sample.connection("b", metadata: ObjectMetadata(renamedFrom: "a"), line: 9),
        ])
        #expect(plan.diagnostics.map(\.code) == ["rename.cycle"])
        #expect(plan.diagnostics.first?.range?.start.line == 3)
    }

    @Test func twoObjectsThatWereOneAreRefused() {
        let store = ModelStore.holding([Sample.connection("a")])
        let plan = store.plan([
            Sample.connection("b", metadata: ObjectMetadata(renamedFrom: "a")),
            Sample.connection("c", metadata: ObjectMetadata(renamedFrom: "a")),
        ])
        #expect(plan.diagnostics.map(\.code) == ["rename.source-shared"])
    }

    @Test func aRenameThatLeavesANameOfAnotherSetBehindIsRefused() {
        var store = ModelStore.holding([Sample.connection("git")])
        store.apply(store.plan([Sample.agent("bot", connection: "git")]) { $0.set = "theirs" })
        let plan = store.plan([Sample.connection("vcs", metadata: ObjectMetadata(renamedFrom: "git"))])
        #expect(plan.guards.map(\.cause) == [.stillReferenced])
        #expect(plan.guards.first?.detail == "is still named so by acme/prod/Agent/bot")
    }

    @Test func aSelectionWithoutTheScopeMakesNoOrphan() {
        let plan = ModelStore().plan(base()) { $0.selection.kinds = ["Connection"] }
        #expect(plan.diagnostics.map(\.code) == ["reference.unresolved"])
    }
}

/// What is kept below the name of a scope, beside objects.
enum Rows {
    static func plant(in store: any Store, organization: String, environment: String) async throws {
        let now = PlanningStore.start
        let tool = ToolDefinition(
            id: ULID(milliseconds: 5, high: 0, low: 1), organization: organization, environment: environment,
            connection: "git", tool: "log", version: "1.0.0", digest: ContentDigest.of([1]), definition: "{}",
            status: .synced, isCurrent: true, syncedAt: now)
        let status = ConnectionStatus(
            organization: organization, environment: environment, connection: "git", status: .ok)
        try await store.write { rows throws(StoreError) in try rows.record([tool], status: status) }
        let batch = BatchRecord(
            id: ULID(milliseconds: 5, high: 0, low: 2), organization: organization, environment: environment,
            name: "nightly", definitionDigest: ContentDigest.of([2]), requester: "user:anna", createdAt: now)
        let run = RunRecord(
            id: ULID(milliseconds: 5, high: 0, low: 3), batch: batch.id, organization: organization,
            environment: environment, item: "one", agent: "bot", tool: "git/log", status: .ready, effectID: "e",
            createdAt: now, content: RunContent(input: "{}"))
        _ = try await store.submitBatch(BatchSubmission(batch: batch, runs: [run]), events: [])
        try await store.write { rows throws(StoreError) in
            try rows.upsert(
                Pause(
                    target: PauseTarget(
                        kind: .agent, organization: organization, environment: environment, name: "bot"),
                    actor: "user:anna", reason: "", since: now))
            for name in [
                "\(organization)/\(environment)/Limit/l\u{1F}v", "default/\(organization)/\(environment)\u{1F}bot",
            ] {
                try rows.upsert(LimiterBucket(key: name, tokens: 7, updatedAt: now))
            }
        }
    }

    static func expected(organization: String, environment: String) -> [String] {
        let scope = "\(organization)/\(environment)"
        return [scope, scope, scope, scope, scope, "7", "7", "gone"]
    }

    static func found(in store: any Store) async throws -> [String] {
        try await store.read { rows throws(StoreError) in
            var found: [String] = []
            for tool in try rows.toolDefinitions(ToolFilter()) {
                found.append("\(tool.organization)/\(tool.environment)")
            }
            for status in try rows.connectionStatuses(organization: nil) {
                found.append("\(status.organization)/\(status.environment)")
            }
            try rows.everyBatch { batch in
                found.append("\(batch.organization)/\(batch.environment)")
            }
            try rows.everyRun { run in
                found.append("\(run.organization)/\(run.environment)")
            }
            for pause in try rows.pauses() { found.append("\(pause.target.organization)/\(pause.target.environment)") }
            let scope = found.last ?? ""
            for name in ["\(scope)/Limit/l\u{1F}v", "default/\(scope)\u{1F}bot"] {
                found.append(try rows.limiterBucket(name).map { "\($0.tokens)" } ?? "none")
            }
            found.append(try rows.limiterBucket("default/acme/stage\u{1F}bot") == nil ? "gone" : "stays")
            return found
        }
    }
}
