import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import TestSupport
import Testing

/// Organizations and environments that come, go and get other names, over every store.
@Suite struct ScopeRenamesLawTests {
    @Test(arguments: PlanningStore.allCases, UInt64(1)...12)
    func lawsHoldWhileScopesComeGoAndAreRenamed(kind: PlanningStore, seed: UInt64) async throws {
        try await kind.with { store in
            var world = RandomScopes(seed: seed)
            var plans: UInt64 = 0
            for step in 0..<10 {
                let said = "seed \(seed), step \(step), \(kind)"
                let renames = world.change()
                let before = try await store.snapshot().objects
                plans += 1
                let plan = try await store.plan("scopes", world.scopes, id: plans)
                #expect(plan.diagnostics.isEmpty, "\(said)")
                let others = before.filter { $0.owningSet == "others" }
                let gone = before.filter { head in
                    head.key.ownScope != nil && !world.keys.contains(renames.target(of: head.key))
                }
                let held = gone.filter { scope in
                    others.contains { scope.key.ownScope?.holds($0.key.scope) == true }
                }
                #expect(
                    Set(plan.guards.filter { $0.cause == .scopeNotEmpty }.compactMap(\.key)) == Set(held.map(\.key)),
                    "\(said): what holds objects of another set stays")
                if plan.guards.isEmpty {
                    try await store.carryOut(plan)
                    world.follow(renames)
                } else {
                    let refused = await refusal { () throws(ApplyError) in try await store.carryOut(plan) }
                    #expect(refused != nil, "\(said)")
                    #expect(try await store.snapshot().objects == before, "\(said)")
                    world.undo()
                    continue
                }
                let after = try await store.snapshot().objects
                for head in before {
                    let now = after.first { $0.uid == head.uid }
                    if head.owningSet == "others" || world.keys.contains(renames.target(of: head.key)) {
                        #expect(now?.key == renames.target(of: head.key), "\(said): identity stays")
                        #expect(now?.owningSet == head.owningSet, "\(said): the owner stays")
                    }
                }
                let keys = Set(after.map(\.key))
                for key in keys {
                    for scope in key.scope.objectKeys { #expect(keys.contains(scope), "\(said): \(key) has its scope") }
                }
                plans += 1
                #expect(
                    try await store.plan("scopes", world.scopes, id: plans).isEmpty, "\(said): nothing is left to do")
                plans += 1
                let children = try await store.plan("others", world.children, id: plans)
                #expect(
                    children.changes.allSatisfy { $0.action == .create }, "\(said): what moved is as declared there")
                try await store.carryOut(children)
                plans += 1
                #expect(try await store.plan("others", world.children, id: plans).isEmpty, "\(said)")
            }
        }
    }
}

/// Declarations of two sets: one has the scopes and some objects, the other has objects in them.
private struct RandomScopes {
    private struct Place: Hashable {
        var organization: String
        var environment: String
    }

    private var random: SeededGenerator
    private var organizations: [String: String?] = [:]
    private var environments: [Place: String?] = [:]
    private var foreign: [Place: Int] = [:]
    private var saved: (organizations: [String: String?], environments: [Place: String?])?
    private var count = 0

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private mutating func name() -> String {
        count += 1
        return "n\(count)"
    }

    /// Changes the declarations of scopes; gives the renames in them.
    mutating func change() -> ScopeMoves {
        saved = (organizations, environments)
        organizations = organizations.mapValues { _ in nil }
        environments = environments.mapValues { _ in nil }
        var moves = ScopeMoves()
        for _ in 0...Int.random(in: 0...2, using: &random) {
            let organization = organizations.keys.sorted().randomElement(using: &random)
            let place = environments.keys.sorted {
                ($0.organization, $0.environment) < ($1.organization, $1.environment)
            }
            .randomElement(using: &random)
            switch Int.random(in: 0...6, using: &random) {
            case 0: organizations[name()] = .some(nil)
            case 1, 2:
                let new = name()
                guard let organization else { organizations[new] = .some(nil); continue }
                environments[Place(organization: organization, environment: new)] = .some(nil)
            case 3:
                // Each scope is renamed once a step: what is new has no former name.
                guard let organization, organizations[organization] == .some(nil),
                    saved?.organizations[organization] != nil
                else { continue }
                let new = name()
                organizations[organization] = nil
                organizations[new] = organization
                moves.rename(ObjectKey(kind: "Organization", name: organization), to: new)
                for (place, former) in environments where place.organization == organization {
                    environments[place] = nil
                    environments[Place(organization: new, environment: place.environment)] = former
                }
            case 4:
                guard let place, environments[place] == .some(nil) else { continue }
                let stored =
                    saved?.organizations[place.organization] != nil
                    ? place.organization
                    : (organizations[place.organization] ?? nil) ?? ""
                guard saved?.environments[Place(organization: stored, environment: place.environment)] != nil else {
                    continue
                }
                let new = name()
                environments[place] = nil
                environments[Place(organization: place.organization, environment: new)] = place.environment
                moves.rename(
                    ObjectKey(kind: "Environment", organization: stored, name: place.environment), to: new)
            case 5:
                if let place, environments[place] == .some(nil) { environments[place] = nil }
            default:
                guard let organization, organizations[organization] == .some(nil) else { continue }
                organizations[organization] = nil
                for place in environments.keys where place.organization == organization { environments[place] = nil }
            }
        }
        return moves
    }

    mutating func undo() {
        guard let saved else { return }
        organizations = saved.organizations
        environments = saved.environments
    }

    /// The other set follows the new names, and adds something now and then.
    mutating func follow(_ moves: ScopeMoves) {
        var moved: [Place: Int] = [:]
        for (place, count) in foreign {
            let scope = moves.target(of: Scope(organization: place.organization, environment: place.environment))
            moved[Place(organization: scope.organization ?? "", environment: scope.environment ?? "")] = count
        }
        foreign = moved
        let places = environments.keys.sorted { ($0.organization, $0.environment) < ($1.organization, $1.environment) }
        if Bool.random(using: &random), let place = places.randomElement(using: &random) {
            foreign[place, default: 0] += 1
        }
    }

    var scopes: [ResourceObject] {
        organizations.map { Declared.organization($0.key, renamedFrom: $0.value) }
            + environments.map {
                Declared.environment($0.key.organization, $0.key.environment, renamedFrom: $0.value)
            }
            + environments.keys.flatMap { place in
                let scope = place.organization + "/" + place.environment
                return [Declared.connection(scope, "own"), Declared.agent(scope, "own", connection: "own")]
            }
    }

    var keys: Set<ObjectKey> { Set(scopes.map(\.key)) }

    var children: [ResourceObject] {
        foreign.flatMap { place, count in
            (0..<count).map {
                Declared.agent(place.organization + "/" + place.environment, "other\($0)", connection: "own")
            }
        }
    }
}
