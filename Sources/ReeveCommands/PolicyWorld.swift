import ReeveJSON
import ReeveModel
import ReevePlanning
import ReevePolicy
import ReeveStore

/// What policies decide over: policies, agents, accounts, environments and tool declarations, of the store or of
/// the store as a plan would leave it.
struct PolicyWorld {
    static let kinds: Set<String> = ["Policy", "Agent", "ServiceAccount", "Environment", "Tool", "Membership"]

    private struct Content {
        let spec: JSONValue
        let labels: [String: String]
        let source: PolicyDocument.Source?
    }

    private var contents: [ObjectKey: Content] = [:]

    init(_ records: [ObjectRecord]) {
        for record in records {
            contents[record.key] = Content(
                spec: (try? JSONParser.parse(record.spec)) ?? .null, labels: record.labels,
                source: record.source.map { Self.source(file: $0.file, line: $0.line, lines: Self.lines($0.lines)) })
        }
    }

    /// This world with a plan's changes.
    func applying(_ changes: [PlannedChange]) -> PolicyWorld {
        var world = self
        for change in changes where Self.kinds.contains(change.key.kind) {
            if change.action == .forget { continue }
            world.contents[change.key] = nil
            guard let after = change.after else { continue }
            var labels: [String: String] = [:]
            for member in after.metadataValue["labels"]?.object ?? [:] {
                labels[member.key] = member.value.string ?? ""
            }
            world.contents[change.finalKey] = Content(
                spec: after.specValue, labels: labels,
                source: change.source.map { Self.source(file: $0.file, line: $0.line, lines: $0.lines) })
        }
        return world
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

    private func keys(_ kind: String) -> [ObjectKey] { contents.keys.filter { $0.kind == kind }.sorted() }

    var policies: PolicySet {
        let documents = keys("Policy").compactMap { key in
            contents[key].map { content in
                PolicyDocument(
                    key: key, isActive: content.spec["active"]?.bool ?? true, spec: content.spec, source: content.source
                )
            }
        }
        let zones = TimeZoneDatabase()
        return PolicySet(compiling: documents) { try? zones.rules(named: $0) }
    }

    func environment(organization: String, name: String) -> EnvironmentFacts? {
        guard let content = contents[ObjectKey(kind: "Environment", organization: organization, name: name)],
            let spec = try? EnvironmentSpec(content.spec)
        else { return nil }
        return EnvironmentFacts(
            name: name, stage: spec.stage, timeZone: try? TimeZoneDatabase().rules(named: spec.timeZone))
    }

    /// The environments that have an agent of this name.
    func agents(named name: String) -> [AccessSide.Agent] { agents.filter { $0.key.name == name } }

    var agents: [AccessSide.Agent] {
        keys("Agent").compactMap { key in
            guard let content = contents[key], let spec = try? AgentSpec(content.spec),
                let organization = key.organization,
                let environment = key.environment
            else { return nil }
            return AccessSide.Agent(
                key: key,
                facts: AgentFacts(name: key.name, slug: spec.slug, labels: content.labels, tags: Set(spec.tags)),
                environment: self.environment(organization: organization, name: environment)
                    ?? EnvironmentFacts(name: environment),
                grant: GrantCheck.Agent(name: key.name, isEnabled: spec.isEnabled, tools: spec.tools),
                serviceAccount: spec.serviceAccount.flatMap {
                    account(named: $0, organization: organization, environment: environment)
                })
        }
    }

    private func account(named name: String, organization: String, environment: String) -> GrantCheck.ServiceAccount? {
        for key in [
            ObjectKey(kind: "ServiceAccount", organization: organization, environment: environment, name: name),
            ObjectKey(kind: "ServiceAccount", organization: organization, name: name),
        ] {
            if let content = contents[key], let spec = try? ServiceAccountSpec(content.spec) {
                return GrantCheck.ServiceAccount(
                    name: name, isEnabled: spec.isEnabled, expiresAt: spec.expiresAt, scopes: spec.scopes)
            }
        }
        return nil
    }

    /// What is declared about tools, by scope and address.
    var tools: [Scope: [String: ToolFacts]] {
        var out: [Scope: [String: ToolFacts]] = [:]
        for key in keys("Tool") {
            guard let content = contents[key], let spec = try? ToolSpec(content.spec) else { continue }
            out[key.scope, default: [:]][spec.address.unversioned] = ToolFacts(
                risk: spec.risk.flatMap { RiskLevel(rawValue: $0.rawValue) },
                traits: spec.traits.map { Set($0.compactMap { ToolTrait(rawValue: $0.rawValue) }) })
        }
        return out
    }

    var isDisabledTool: (Scope, String) -> Bool {
        var disabled: [Scope: Set<String>] = [:]
        for key in keys("Tool") {
            guard let content = contents[key], let spec = try? ToolSpec(content.spec), !spec.isEnabled else { continue }
            disabled[key.scope, default: []].insert(spec.address.unversioned)
        }
        return { scope, address in disabled[scope]?.contains(address) ?? false }
    }

    var side: AccessSide { AccessSide(policies: policies, agents: agents, tools: tools) }
}

extension Plan {
    /// The plan with the access that it gives and takes; reads policies and agents only where it touches such objects.
    func withAccess(store: any Store, now: Timestamp) async throws(StoreError) -> Plan {
        guard changes.contains(where: { PolicyWorld.kinds.contains($0.key.kind) }) else { return self }
        let world = PolicyWorld(try await store.objects(ObjectFilter(kinds: PolicyWorld.kinds)))
        let difference = AccessAnalysis.difference(from: world.side, to: world.applying(changes).side, at: now)
        var plan = self
        for (isGained, grants) in [(true, difference.gained), (false, difference.lost)] {
            for grant in grants {
                plan.access.append(
                    AccessChange(
                        isGained: isGained, statement: grant.description, conditions: grant.conditions.map(\.rawValue),
                        source: grant.rule.file.map { ReeveModel.ObjectSource(file: $0, line: grant.rule.line ?? 1) }))
            }
        }
        return plan
    }
}
