import ReeveExecution
import ReeveJSON
import ReeveModel
import ReevePlanning
import ReevePolicy
import ReeveStore
import Synchronization

/// Everything that policies decide about: policies, agents, accounts, environments and declarations of tools. They are
/// as in the store, or as a plan would leave them.
///
/// An object is kept as text, and parsed when somebody asks for it.
package struct PolicyWorld {
    static let kinds = KindRegistry.standard.names(in: .policy)
    /// The kinds that are always read. There are many tools, and few policies ask about them, so tools are read on
    /// demand.
    private static let kindsBesideTools = kinds.subtracting([KindName.tool])

    /// An object as text. Where a plan leaves an object unchanged, both worlds share the same instance.
    private final class Content: Sendable {
        let spec: String
        /// The labels from the store; otherwise the metadata as canonical text has them.
        private let storedLabels: [String: String]?
        private let metadata: String

        init(_ record: ObjectRecord) {
            spec = record.spec
            storedLabels = record.labels
            metadata = ""
        }

        init(_ content: PlannedChange.Content) {
            spec = content.spec
            storedLabels = nil
            metadata = content.metadata
        }

        var specValue: JSONValue { (try? JSONParser.parse(spec)) ?? .null }

        var labels: [String: String] {
            if let storedLabels { return storedLabels }
            var labels: [String: String] = [:]
            for member in ((try? JSONParser.parse(metadata)) ?? .null)["labels"]?.object ?? [:] {
                labels[member.key] = member.value.string ?? ""
            }
            return labels
        }
    }

    /// Agents, teams, service accounts and environments, by kind.
    private var contents: [String: [ObjectKey: Content]] = [:]
    /// The policies. They are parsed at once, since a decision needs all of them. The worlds before and after a plan
    /// share them.
    private var documents: [ObjectKey: PolicyDocument] = [:]
    private var tools: DeclaredTools
    private var environments: [ObjectKey: EnvironmentFacts] = [:]
    /// By environment; made from the teams when all of them are there.
    private var seats: [Scope: TeamSeats] = [:]
    private let zones = TimeZoneCache()

    /// Reads the whole store, page by page.
    package init(_ rows: any StoreReading) throws(StoreError) {
        self.init()
        try read(rows, Self.kindsBesideTools)
        tools = try DeclaredTools(rows)
    }

    private init() { tools = DeclaredTools(stored: []) }

    private mutating func read(_ rows: any StoreReading, _ kinds: Set<String>) throws(StoreError) {
        try rows.everyObject(ObjectFilter(kinds: kinds)) { record in
            let source = record.source.map {
                Self.source(file: $0.file, line: $0.line, lines: Self.lines($0.lines))
            }
            add(record.key, Content(record), source)
        }
        seatTeams()
    }

    private mutating func seatTeams() {
        seats = [:]
        for (key, content) in contents[KindName.team] ?? [:] {
            guard let team = try? TeamSpec(content.specValue) else { continue }
            seats[key.scope, default: TeamSeats()].add(key.name, team)
        }
    }

    /// This world after the changes of a plan.
    package func applying(_ changes: [PlannedChange]) -> PolicyWorld {
        var world = self
        world.tools = DeclaredTools(changes, before: tools)
        let concerned = changes.indices.filter { index in
            let kind = changes[index].key.kind
            return Self.kinds.contains(kind) && kind != KindName.tool && changes[index].action != .forget
        }
        for index in concerned { world.remove(changes[index].key) }
        for index in concerned {
            guard let after = changes[index].after else { continue }
            world.add(
                changes[index].finalKey, Content(after),
                changes[index].source.map { Self.source(file: $0.file, line: $0.line, lines: $0.lines) })
        }
        if concerned.contains(where: { changes[$0].key.kind == KindName.team }) { world.seatTeams() }
        return world
    }

    private mutating func remove(_ key: ObjectKey) {
        switch key.kind {
        case KindName.policy: documents[key] = nil
        default:
            contents[key.kind]?[key] = nil
            if key.kind == KindName.environment { environments[key] = nil }
        }
    }

    private mutating func add(
        _ key: ObjectKey, _ content: Content, _ source: @autoclosure () -> PolicyDocument.Source?
    ) {
        guard key.kind != KindName.policy else {
            let spec = content.specValue
            documents[key] = PolicyDocument(
                key: key, isActive: spec["active"]?.bool ?? true, spec: spec, source: source())
            return
        }
        contents[key.kind, default: [:]][key] = content
        if key.kind == KindName.environment, let spec = try? EnvironmentSpec(content.specValue) {
            environments[key] = EnvironmentFacts(
                name: key.name, stage: spec.stage, timeZone: zones.rules(named: spec.timeZone))
        }
    }

    private static func lines(_ text: String) -> [String: Int] {
        var out: [String: Int] = [:]
        for member in ((try? JSONParser.parse(text)) ?? .null).object ?? [:] { out[member.key] = member.value.int }
        return out
    }

    private static func source(file: String, line: Int, lines: [String: Int]) -> PolicyDocument.Source {
        var rules: [Int] = []
        while let next = lines["/rules/\(rules.count)"] { rules.append(next) }
        return PolicyDocument.Source(file: file, line: line, ruleLines: rules)
    }

    // MARK: Parts

    /// - Parameter other: the compiled policies of another world. Policies that both worlds share are not compiled
    ///   again.
    package func policies(reusing other: PolicySet? = nil) -> PolicySet {
        let zones = zones
        return PolicySet(compiling: Array(documents.values), reusing: other) { zones.rules(named: $0) }
    }

    /// The policies that apply in an environment. The gate of its runs uses the same ones, with the same digest.
    package func policies(in scope: Scope) -> PolicySet {
        let (zones, seen) = (
            zones,
            documents.values.filter { document in
                document.key.organization == scope.organization
                    && (document.key.environment == nil || document.key.environment == scope.environment)
            }
        )
        return PolicySet(compiling: seen) { zones.rules(named: $0) }
    }

    /// The agents of this name, in all environments that have one.
    package func agents(named name: String) -> [AccessSide.Agent] {
        agentKeys.filter { $0.name == name }.compactMap { agent($0) }
    }

    private func account(named name: String, organization: String, environment: String) -> GrantCheck.ServiceAccount? {
        guard let accounts = contents[KindName.serviceAccount] else { return nil }
        for key in [
            ObjectKey(kind: KindName.serviceAccount, organization: organization, environment: environment, name: name),
            ObjectKey(kind: KindName.serviceAccount, organization: organization, name: name),
        ] {
            if let content = accounts[key], let spec = try? ServiceAccountSpec(content.specValue) {
                return GrantCheck.ServiceAccount(
                    name: name, isEnabled: spec.isEnabled, expiresAt: spec.expiresAt, scopes: spec.scopes)
            }
        }
        return nil
    }

    package func isToolEnabled(_ address: String, in scope: Scope) -> Bool {
        tools.find(address, in: scope)?.isEnabled ?? true
    }

    /// What a plan changes for those who call tools.
    package static func difference(
        by changes: [PlannedChange], store: any Store, now: Timestamp
    ) async throws(StoreError) -> AccessAnalysis.Difference {
        var before = try await store.read { rows throws(StoreError) in
            var world = PolicyWorld()
            try world.read(rows, kindsBesideTools)
            return world
        }
        var after = before.applying(changes)
        let old = before.policies()
        let new = after.policies(reusing: old)
        let asksAboutTools = old.asksAboutTools || new.asksAboutTools
        if asksAboutTools {
            before.tools = try await store.read { rows throws(StoreError) in try DeclaredTools(rows) }
            after.tools = DeclaredTools(changes, before: before.tools)
        }
        let (were, are) = try await store.read { rows throws(StoreError) in
            let names = old.boundRequesters.union(new.boundRequesters)
            return (
                try Self.bound(names, in: StoredRequesters(rows: rows), at: now),
                try Self.bound(names, in: PlannedRequesters(changes, over: rows), at: now)
            )
        }
        let isWide = changes.contains { $0.key.kind == KindName.environment || $0.key.kind == KindName.serviceAccount }
        let (oldAgents, newAgents) = (before.contents[KindName.agent] ?? [:], after.contents[KindName.agent] ?? [:])
        let (oldSeats, newSeats) = (before.seats, after.seats)
        let tools = after.tools
        return AccessAnalysis.difference(
            from: AccessSide(policies: old, declarations: before, requesters: were),
            to: AccessSide(policies: new, declarations: after, requesters: are),
            changes: AccessChanges(
                mayConcern: { key in
                    isWide || oldAgents[key] !== newAgents[key]
                        || oldSeats[key.scope]?[key.name] != newSeats[key.scope]?[key.name]
                },
                tools: { asksAboutTools ? tools.changedAddresses : [:] }),
            at: now)
    }
}

extension PolicyWorld {
    /// Finds which of the requesters that bindings name may not submit work.
    private static func bound<Directory: RequesterDirectory>(
        _ names: Set<BoundRequesters.Name>, in directory: Directory, at now: Timestamp
    ) throws(Directory.Failure) -> BoundRequesters {
        var refused: Set<BoundRequesters.Name> = []
        for name in names {
            let resolved = try ResolvedRequester.resolve(
                name.requester, organization: name.organization, environment: nil, in: directory)
            if !resolved.mayAct(at: now) { refused.insert(name) }
        }
        return BoundRequesters(refusing: refused)
    }
}

extension PolicyWorld: AccessDeclarations {
    package var agentKeys: [ObjectKey] { (contents[KindName.agent] ?? [:]).keys.sorted() }

    package func agent(_ key: ObjectKey) -> AccessSide.Agent? {
        guard let content = contents[KindName.agent]?[key], let spec = try? AgentSpec(content.specValue),
            let organization = key.organization,
            let environment = key.environment
        else { return nil }
        let environmentKey = ObjectKey(kind: KindName.environment, organization: organization, name: environment)
        return AccessSide.Agent(
            key: key,
            facts: AgentFacts(
                name: key.name, slug: spec.slug, labels: content.labels, tags: Set(spec.tags),
                roles: seats[key.scope]?[key.name]?.roles ?? [], teams: seats[key.scope]?[key.name]?.teams ?? []),
            environment: environments[environmentKey] ?? EnvironmentFacts(name: environment),
            grant: GrantCheck.Agent(name: key.name, isEnabled: spec.isEnabled, tools: spec.tools),
            serviceAccount: spec.serviceAccount.flatMap {
                account(named: $0, organization: organization, environment: environment)
            })
    }

    package func tool(_ address: String, in scope: Scope) -> ToolFacts? { tools.find(address, in: scope)?.facts }

    package var toolAddresses: [Scope: Set<String>] { tools.addresses }
}
