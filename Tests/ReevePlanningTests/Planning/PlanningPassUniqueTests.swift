import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import Testing

/// Values that only one object may have, against what other sets have in the store.
@Suite struct PlanningPassUniqueTests {
    private let scopes = [
        Declared.organization("acme"), Declared.environment("acme", "dev"), Declared.environment("acme", "prod"),
    ]

    private func user(_ name: String, _ email: String, line: Int = 1) -> ResourceObject {
        Declared.object("User", "", name, ["email": .string(email)], line: line)
    }

    @Test(arguments: PlanningStore.allCases)
    func aPlanFindsEveryValueThatAnotherSetHas(kind: PlanningStore) async throws {
        try await kind.with { store in
            try await store.carryOut(
                try await store.plan(
                    "theirs",
                    scopes + [
                        user("anna", "Anna@x.example"), Declared.object("Policy", "acme", "guard"),
                        Declared.object("ServiceAccount", "acme/dev", "sa"),
                    ], id: 1))
            let plan = try await store.plan(
                "mine",
                [
                    user("anne", "anna@X.example", line: 10), Declared.object("Policy", "acme/prod", "guard", line: 20),
                    Declared.object("ServiceAccount", "acme", "sa", line: 30),
                    Declared.object("Limit", "acme/dev", "guard", line: 40),
                ], id: 2)
            #expect(
                plan.diagnostics.map(\.code) == ["manifest.not-unique", "manifest.not-unique", "manifest.not-unique"])
            #expect(plan.diagnostics.map(\.range?.start.line) == [15, 25, 35])
            #expect(
                plan.diagnostics.first?.message
                    == "'anna@x.example' is the email of User/anna of set 'theirs' already, so not of User/anne")
        }
    }

    @Test(arguments: PlanningStore.allCases)
    func aValueThatMovesAlongWithItsOrganizationIsFoundWithThePlace(kind: PlanningStore) async throws {
        try await kind.with { store in
            try await store.carryOut(
                try await store.plan("p", [Declared.organization("acme"), Declared.environment("acme", "dev")], id: 1))
            try await store.carryOut(
                try await store.plan("p2", [Declared.object("ServiceAccount", "acme", "ci")], id: 2))
            let renamed = [Declared.organization("beta", renamedFrom: "acme"), Declared.environment("beta", "dev")]
            let plan = try await store.plan(
                "p", renamed + [Declared.object("ServiceAccount", "beta/dev", "ci", line: 30)], id: 3)
            #expect(plan.diagnostics.map(\.code) == ["manifest.not-unique"])
            #expect(plan.diagnostics.first?.range?.start.line == 35)
            #expect(
                plan.diagnostics.first?.message.hasSuffix(
                    "of acme/ServiceAccount/ci of set 'p2' already, which becomes beta/ServiceAccount/ci, "
                        + "so not of beta/dev/ServiceAccount/ci") == true, "\(plan.diagnostics)")
            // Without it both go to the new name, and a value that a carried object gives up is free.
            try await store.carryOut(try await store.plan("p", renamed, id: 4))
        }
    }

    @Test(arguments: PlanningStore.allCases)
    func valuesMayBeSwappedAndTakenOver(kind: PlanningStore) async throws {
        try await kind.with { store in
            try await store.carryOut(
                try await store.plan("mine", [user("a", "one@x.example"), user("b", "two@x.example")], id: 1))
            let swapped = [user("a", "two@x.example"), user("b", "one@x.example")]
            let plan = try await store.plan("mine", swapped, id: 2)
            #expect(plan.diagnostics.isEmpty)
            try await store.carryOut(plan)
            let taken = try await store.plan("mine", [user("c", "one@x.example"), swapped[0]], id: 3)
            #expect(taken.diagnostics.isEmpty)
            try await store.carryOut(taken)
        }
    }
}
