import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

@testable import ReevePlanning

@Suite struct PlanningPassScopesTests {
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
}
