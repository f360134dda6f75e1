internal import ReeveJSON
internal import ReeveModel
internal import ReevePolicy
internal import ReeveScheduler
internal import ReeveStore

/// Makes a scope from its rows.
struct ScopeReader {
    let organization: String
    let environment: String
    let timeZones: @Sendable (String) -> TimeZoneRules?
    /// Tools that earlier scopes have compiled, by id of their definition.
    var compiled: [ULID: CompiledTool]

    mutating func scope(_ rows: ScopeRows) throws(ExecutionError) -> ExecutionScope {
        let flaw = ScopeReader.flaw(of: rows)
        let key = ObjectKey(kind: KindName.environment, organization: organization, name: environment)
        let record = rows.objects.first { $0.key == key }
        guard record != nil || flaw != nil else {
            throw ExecutionError(.missing(key), "there is no environment '\(organization)/\(environment)'")
        }
        var spec = EnvironmentSpec.strictest
        var contents = Contents(scope: Scope(organization: organization, environment: environment))
        do {
            if let record { spec = try read(record, EnvironmentSpec.init) }
            try contents.add(rows.objects, by: self)
        } catch {
            // A scope with a flaw decides nothing, so its objects need not be readable.
            guard flaw != nil else { throw error }
        }
        let pins = Dictionary(rows.pins.map { ($0.target.address, $0.digest) }) { first, _ in first }
        return ExecutionScope(
            scope: Scope(organization: organization, environment: environment), organization: organization,
            environment: environment, environmentUID: record?.uid ?? ULID.none, revision: rows.revision,
            rules: spec.rules,
            facts: EnvironmentFacts(name: environment, stage: spec.stage, timeZone: timeZones(spec.timeZone)),
            agents: contents.agents, connections: contents.connections,
            declarations: contents.declarations,
            tools: tools(rows.definitions, pins: pins),
            pins: pins,
            policies: PolicySet(compiling: contents.policies, timeZones: timeZones), limits: LimitSet(contents.limits),
            teamwork: contents.teamwork, flaw: flaw)
    }

    /// What the objects of a scope declare.
    private struct Contents {
        var agents: [String: ExecutionScope.Agent] = [:]
        var connections: [String: ExecutionScope.Connection] = [:]
        var declarations: [String: ExecutionScope.Declaration] = [:]
        var limits: [DeclaredLimit] = []
        var policies: [PolicyDocument] = []
        private var seats = TeamSeats()
        var teamwork: ExecutionScope.Teamwork

        init(scope: Scope) { teamwork = ExecutionScope.Teamwork(scope: scope) }

        mutating func add(_ objects: [ObjectRecord], by reader: ScopeReader) throws(ExecutionError) {
            var accounts: [String: GrantCheck.ServiceAccount] = [:]
            // An account of the environment replaces the account of the organization that has the same name.
            for record in objects.filter({ $0.key.kind == KindName.serviceAccount }).sorted(by: ScopeReader.widestFirst)
            {
                let account = try reader.read(record, ServiceAccountSpec.init)
                accounts[record.key.name] = GrantCheck.ServiceAccount(
                    name: record.key.name, isEnabled: account.isEnabled, expiresAt: account.expiresAt,
                    scopes: account.scopes)
            }
            for record in objects.sorted(by: ScopeReader.widestFirst) { try teamwork.add(record, by: reader) }
            // The teams come first, since an agent's facts say what it is in them.
            for (name, team) in teamwork.objects.teams { seats.add(name, team) }
            for record in objects {
                switch record.key.kind {
                case KindName.agent:
                    agents[record.key.name] = try reader.agent(record, accounts: accounts, seats: seats)
                case KindName.connection:
                    let connection = try reader.read(record, ConnectionSpec.init)
                    connections[record.key.name] = ExecutionScope.Connection(
                        uid: record.uid, name: record.key.name, spec: connection,
                        identity: connection.transport.identity)
                case KindName.tool:
                    let tool = try reader.read(record, ToolSpec.init)
                    declarations[tool.address.unversioned] = ExecutionScope.Declaration(
                        uid: record.uid, spec: tool, input: SchemaCheck(tool.inputSchema),
                        readBack: try reader.readBack(tool, of: record))
                case KindName.limit:
                    limits.append(DeclaredLimit(key: record.key, spec: try reader.read(record, LimitSpec.init)))
                case KindName.policy: policies.append(reader.policy(record))
                default: break
                }
            }
        }
    }

    /// Names the first object or pin that is not as reeve wrote it. One such row spoils the whole scope: a rule that
    /// was taken out of a policy may have been about any call.
    private static func flaw(of rows: ScopeRows) -> String? {
        if let edited = rows.edits.first { return edited }
        // This also finds an object whose seal was forged: its bytes do not give its digest.
        if let changed = rows.objects.first(where: { !$0.isAsApplied }) { return "\(changed.key)" }
        return rows.pins.first { !$0.isIntact }.map { "the pin of '\($0.target.address)'" }
    }

    private static func widestFirst(_ lhs: ObjectRecord, _ rhs: ObjectRecord) -> Bool {
        lhs.key.environment == nil && rhs.key.environment != nil
    }

    fileprivate func agent(
        _ record: ObjectRecord, accounts: [String: GrantCheck.ServiceAccount], seats: TeamSeats
    ) throws(ExecutionError) -> ExecutionScope.Agent {
        let spec = try read(record, AgentSpec.init)
        var account: GrantCheck.ServiceAccount?
        if let name = spec.serviceAccount {
            // An account that does not exist must not widen what the agent may do, so a disabled one stands in for it.
            account = accounts[name] ?? GrantCheck.ServiceAccount(name: name, isEnabled: false, scopes: [])
        }
        return ExecutionScope.Agent(
            uid: record.uid, spec: spec,
            facts: AgentFacts(
                name: record.key.name, slug: spec.slug, labels: record.labels, tags: Set(spec.tags),
                roles: seats[record.key.name]?.roles ?? [], teams: seats[record.key.name]?.teams ?? []),
            grants: GrantCheck(
                agent: GrantCheck.Agent(name: record.key.name, isEnabled: spec.isEnabled, tools: spec.tools),
                serviceAccount: account))
    }

    fileprivate func readBack(
        _ tool: ToolSpec, of record: ObjectRecord
    ) throws(ExecutionError) -> ExecutionScope.ReadBack? {
        guard let spec = tool.readBack else { return nil }
        do {
            return ExecutionScope.ReadBack(spec: spec, tests: try ExpectationEvaluator(spec.nothingHappened))
        } catch {
            throw ExecutionError(.unreadableObject(record.key), "\(record.key): readBack: \(error.message)")
        }
    }

    fileprivate func policy(_ record: ObjectRecord) -> PolicyDocument {
        let spec = (try? JSONParser.parse(record.spec)) ?? .null
        var source: PolicyDocument.Source?
        if let declared = record.source {
            let lines = (try? JSONParser.parse(declared.lines)) ?? .null
            let count = spec["rules"]?.array?.count ?? 0
            source = PolicyDocument.Source(
                file: declared.file, line: declared.line,
                ruleLines: (0..<count).map { lines["/rules/\($0)"]?.int ?? declared.line })
        }
        return PolicyDocument(
            key: record.key, isActive: spec["active"]?.bool ?? true, version: Int(clamping: record.generation),
            spec: spec, source: source)
    }

    private mutating func tools(
        _ definitions: [ToolDefinition], pins: [String: ContentDigest]
    ) -> [String: ExecutionScope.Tool] {
        var tools: [String: ExecutionScope.Tool] = [:]
        for (address, versions) in Dictionary(grouping: definitions, by: \.address) {
            var current: CompiledTool?
            // The pin may have approved a change since the last sync. The approved definition then counts, although its
            // row is stale.
            let approved = versions.first { $0.status == .stale && !$0.isCurrent && $0.digest == pins[address] }
            if let definition = approved ?? versions.first(where: \.isCurrent) {
                if let known = compiled[definition.id], known.definition == definition {
                    current = known
                } else {
                    let made = CompiledTool(definition)
                    compiled[definition.id] = made
                    current = made
                }
            }
            let stale = versions.first { $0.status == .stale && !$0.isCurrent }
            guard let observed = stale?.digest ?? current?.definition.digest else { continue }
            tools[address] = ExecutionScope.Tool(
                current: current, observed: observed,
                isIntact: current?.definition.isIntact != false && stale?.isIntact != false)
        }
        return tools
    }

    func read<Spec>(
        _ record: ObjectRecord, _ make: (JSONValue) throws(SpecError) -> Spec
    ) throws(ExecutionError) -> Spec {
        do {
            guard let value = try? JSONParser.parse(record.spec) else { throw SpecError(field: record.key.kind) }
            return try make(value)
        } catch {
            throw ExecutionError(.unreadableObject(record.key), "\(record.key): \(error)")
        }
    }
}
