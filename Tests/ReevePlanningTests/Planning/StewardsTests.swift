import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

@testable import ReevePlanning

@Suite struct StewardsTests {
    private func user(_ name: String, admin: Bool = true, active: Bool = true, renamedFrom: String? = nil)
        -> ResourceObject
    {
        Declared.object(
            "User", "", name,
            ["email": .string(name + "@x.example"), "role": admin ? "admin" : "user", "active": .bool(active)],
            renamedFrom: renamedFrom)
    }

    private func member(_ name: String, user: String? = nil, owner: Bool = true, active: Bool = true) -> ResourceObject
    {
        Declared.object(
            "Membership", "acme", name,
            ["user": .string(user ?? name), "role": owner ? "owner" : "member", "active": .bool(active)],
            references: [ObjectReference(pointer: "/user", kind: "User", name: user ?? name)])
    }

    private var base: [ResourceObject] {
        [Declared.organization("acme"), user("anna"), user("bob"), member("anna"), member("bob")]
    }

    private func causes(_ desired: [ResourceObject], from stored: [ResourceObject]? = nil) async throws -> [String] {
        try await PlanningStore.memory.with { store in
            try await store.carryOut(try await store.plan("mine", stored ?? base, id: 1))
            let plan = try await store.plan("mine", desired, id: 2)
            #expect(plan.diagnostics.isEmpty)
            #expect(plan.isApplyable == plan.guards.filter { $0.cause != .needsConfirmation }.isEmpty)
            return plan.guards.filter { $0.cause == .lastSteward }.map { $0.key?.name ?? "platform" }
        }
    }

    private var organization: [ResourceObject] { [Declared.organization("acme")] }

    @Test func oneOfTwoMayGo() async throws {
        #expect(try await causes(organization + [user("anna"), member("anna")]) == [])
        #expect(try await causes(organization + [user("anna"), user("bob", admin: false), member("anna")]) == [])
    }

    @Test func theLastAdminStaysInEveryCombination() async throws {
        let members = [member("anna"), member("bob")]
        func users(_ anna: ResourceObject, _ bob: ResourceObject) -> [ResourceObject] {
            organization + [anna, bob] + members
        }
        #expect(try await causes(users(user("anna", admin: false), user("bob", admin: false))) == ["platform"])
        #expect(
            try await causes(users(user("anna", admin: false), user("bob", active: false))) == ["platform"])
        #expect(try await causes(organization + [user("bob", admin: false), member("bob")]) == ["platform"])
        #expect(try await causes(organization) == ["platform", "acme"])
    }

    @Test func theLastOwnerStaysInEveryCombination() async throws {
        let users = [user("anna"), user("bob")]
        #expect(try await causes(organization + users) == ["acme"])
        #expect(try await causes(organization + users + [member("anna", owner: false)]) == ["acme"])
        #expect(
            try await causes(organization + users + [member("anna", active: false), member("bob", owner: false)])
                == ["acme"])
        let inactive = [user("anna", active: false), user("bob"), member("anna"), member("bob", owner: false)]
        #expect(try await causes(organization + inactive) == ["acme"])
    }

    @Test func anOwnerThatGetsAnotherNameStaysOne() async throws {
        let stored = organization + [user("anna"), member("anna")]
        let renamed = organization + [user("anne", renamedFrom: "anna"), member("anna", user: "anne")]
        #expect(try await causes(renamed, from: stored) == [])
    }

    @Test func anOrganizationThatGoesNeedsNoOwner() async throws {
        #expect(try await causes([user("anna"), user("bob")]) == [])
    }

    @Test func aRenamedOrganizationKeepsItsOwners() async throws {
        try await PlanningStore.memory.with { store in
            try await store.carryOut(try await store.plan("mine", base, id: 1))
            let plan = try await store.plan(
                "mine", [Declared.organization("zenith", renamedFrom: "acme"), user("anna"), user("bob")], id: 2
            ) { $0.prunes = false }
            #expect(plan.guards.isEmpty)
            try await store.carryOut(plan)
        }
    }

    @Test func anOwnerThatIsAServiceAccountCountsWhileItIsEnabled() async throws {
        func account(_ enabled: Bool) -> ResourceObject {
            Declared.object("ServiceAccount", "acme", "sa", ["enabled": .bool(enabled)])
        }
        let membership = Declared.object("Membership", "acme", "sa", ["serviceAccount": "sa", "role": "owner"])
        let stored = organization + [account(true), membership]
        #expect(try await causes(organization + [account(false), membership], from: stored) == ["acme"])
        #expect(try await causes(organization + [account(true), membership], from: stored) == [])
    }

    /// Each plan alone leaves an owner; both together leave none.
    @Test(arguments: PlanningStore.allCases)
    func twoPlansThatEachLeaveOneOwnerDoNotTakeBoth(kind: PlanningStore) async throws {
        try await kind.with { store in
            try await store.carryOut(try await store.plan("mine", base, id: 1))
            let users = organization + [user("anna"), user("bob")]
            let first = try await store.plan("mine", users + [member("anna")], id: 2)
            let second = try await store.plan("mine", users + [member("bob")], id: 3)
            #expect(first.guards.isEmpty && second.guards.isEmpty)
            try await store.carryOut(first)
            guard
                case .store(let error)? = await refusal({ () throws(ApplyError) in try await store.carryOut(second) })
            else { return #expect(Bool(false), "the second has to be refused") }
            #expect(error.code == .lastSteward(of: ObjectKey(kind: "Organization", name: "acme")))
            #expect(ApplyError(code: .store(error)).isRefusal)
        }
    }
}
