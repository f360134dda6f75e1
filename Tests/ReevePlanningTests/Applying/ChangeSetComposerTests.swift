import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

@testable import ReevePlanning

@Suite struct ChangeSetComposerTests {
    private func compose(_ plan: Plan) -> ObjectChangeSet {
        let actor = AuditEvent.Actor(kind: .operatingSystemUser, id: "os:me@host")
        return ChangeSetComposer(
            plan.sealed, request: ApplyRequest(actor: actor, now: Timestamp(microseconds: 5))
        ).changeSet
    }

    @Test func everythingThatApplyNeedsIsInTheChangeSet() throws {
        let store = ModelStore.holding([Sample.connection("git"), Sample.connection("old")])
        let plan = store.plan([
            Sample.connection("git"), Sample.agent("doc", connection: "git"),
            Sample.connection("new", metadata: ObjectMetadata(labels: ["team": "a"], renamedFrom: "old")),
        ])
        let set = compose(plan)
        #expect(set.store == ModelStore.id)
        #expect(set.changes.map(\.action) == [.create, .rename])
        #expect(set.changes[1].newKey == Sample.key("Connection", "new"))
        #expect(set.changes[1].expectedGeneration == 1)
        #expect(set.changes[1].expectedUID == store.records[Sample.key("Connection", "old")]?.uid)
        #expect(set.changes[1].content?.metadata == "{\"labels\":{\"team\":\"a\"}}")
        #expect(set.changes[0].content?.references.map(\.target) == [Sample.key("Connection", "git")])
        #expect(set.changes[0].content?.owningSet == "acme-platform")
        // The connection is read, not written: its generation guards the reference.
        #expect(set.expectedGenerations == [Sample.key("Connection", "git"): 1])
        #expect(set.revision.counts == "{\"create\":1,\"rename\":1}")
        #expect(set.events.map(\.type) == [.planApplied, .objectCreated, .objectRenamed])
    }

    @Test func anEmptyPlanIsAnEmptyChangeSet() {
        let set = compose(ModelStore().plan([]))
        #expect(set.isEmpty && set.events.isEmpty)
    }

    @Test func revisionsKeepMaskedChanges() throws {
        let text = compose(try Sample.richPlan()).documents.joined()
        #expect(text.contains("env:NEW"))
        #expect(!text.contains("planted-s3cr3t"))
    }
}
