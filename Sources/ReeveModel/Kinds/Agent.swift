import ReeveJSON

/// Who calls tools: an allow-list, an identity, and where its own tools live.
package struct AgentSpec: Sendable {
    package enum Mode: String, Sendable {
        case runner
        case caller
    }

    package enum Location: String, Sendable {
        case hub
        case worker
    }

    /// How far the agent's tasks may delegate.
    package struct Delegation: Sendable, Hashable {
        /// Levels below a task of the agent; 0 delegates nothing.
        package let maxDepth: Int
        /// Nil is what the caller has left; zero is nothing that costs.
        package let budget: Money?
        package let timeToLive: Duration

        package static let standard = Delegation(maxDepth: 1, budget: nil, timeToLive: .seconds(600))
    }

    package let version: String
    package let slug: String
    package let mode: Mode
    package let connection: String?
    package let serviceAccount: String?
    package let isEnabled: Bool
    package let capabilities: [String]
    package let tags: [String]
    /// Globs over tool addresses; empty allows none. A bare name was completed with the agent's own connection.
    package let tools: [String]
    /// Of its tasks, where the item names none.
    package let provider: String?
    package let model: String?
    package let template: String?
    package let location: Location
    /// The worker that its runs are for; nil on the hub.
    package let address: String?
    package let delegation: Delegation
    package let limits: TaskLimits

    package init(_ spec: JSONValue) throws(SpecError) {
        let reader = try SpecReader(spec, context: KindName.agent)
        version = try reader.text("version")
        slug = try reader.text("slug")
        mode = try reader.choice("mode", as: Mode.self)
        connection = try reader.optionalText("connection")
        serviceAccount = try reader.optionalText("serviceAccount")
        isEnabled = try reader.flag("enabled")
        capabilities = try reader.texts("capabilities")
        tags = try reader.texts("tags")
        let own = connection
        tools = try reader.texts("tools").map { text in
            guard let own, !text.contains("/"), text != "**" else { return text }
            return own + "/" + text
        }
        provider = try reader.optionalText("provider")
        model = try reader.optionalText("model")
        template = try reader.optionalText("template")
        location = reader.has("location") ? try reader.choice("location", as: Location.self) : .hub
        address = try reader.optionalText("address")
        delegation =
            try reader.nested("delegation").map { nested throws(SpecError) in try Delegation(nested) } ?? .standard
        limits = try reader.nested("limits").map { nested throws(SpecError) in try TaskLimits(nested) } ?? .standard
    }
}

extension AgentSpec.Delegation {
    init(_ reader: SpecReader) throws(SpecError) {
        maxDepth = try reader.integer("maxDepth")
        budget = try reader.optionalMoney("budget")
        timeToLive = try reader.duration("ttl")
    }
}

extension KindName {
    package static let agent = "Agent"
}

extension KindDescription {
    package static let agent = KindDescription(
        kind: KindName.agent, plural: "agents", scope: .environment,
        summary: "Who calls tools: an allow-list, an identity, and the connection of its own tools.",
        shape: ObjectShape(
            KindName.agent,
            [
                Field("version", .text(.version), .defaulted("1.0.0"), docs: "A label for people."),
                Field(
                    "slug", .text(.name), .derived("the object's name"),
                    docs: "The name in policy targets; unique without regard to case."),
                Field(
                    "mode",
                    .choice([
                        Choice("runner", "reeve runs it; needs `connection`"),
                        Choice("caller", "it submits work itself"),
                    ]),
                    .defaulted("runner"), docs: "Who starts its work."),
                Field(
                    "connection", .reference(kind: KindName.connection),
                    docs: "Where a bare tool name of the agent belongs; a runner needs it.",
                    condition: .init(field: "mode", values: ["runner"], isRequired: true)),
                Field(
                    "serviceAccount", .reference(kind: KindName.serviceAccount), docs: "Its identity; one agent each."),
                Field(
                    "inboundAuth",
                    .choice([Choice("none"), Choice("bearer", planned: true), Choice("mtls", planned: true)]),
                    .defaulted("none"), docs: "What it must show when it submits work itself."),
                .planned("bearerSecretRef", .secretReference, docs: "For `inboundAuth: bearer`."),
                .planned("inboundSecretRef", .secretReference, docs: "For `inboundAuth: bearer`."),
                .planned("mtlsCertRef", .secretReference, docs: "For `inboundAuth: mtls`."),
                .planned("mtlsKeyRef", .secretReference, docs: "For `inboundAuth: mtls`."),
                .planned("mtlsCaRef", .secretReference, docs: "For `inboundAuth: mtls`."),
                Field("enabled", .boolean, .defaulted(true), docs: "Whether its work may run."),
                Field(
                    "capabilities", .list(.text(.nonEmpty), ListRule(isUnique: true)),
                    docs: "What it is good for; for people and selection."),
                Field("tags", .list(.text(.nonEmpty), ListRule(isUnique: true)), docs: "For people and policy."),
                Field(
                    "tools", .list(.text(.glob), ListRule(isUnique: true)), .defaulted([]),
                    docs:
                        "The tool addresses that it may call, with globs; empty allows none. A bare name is a tool of its `connection`.",
                    example: ["git-ro/git_log", "clock/*"]),
                Field(
                    "provider", .reference(kind: KindName.modelProvider),
                    docs: "The model provider of its tasks, where the item names none."),
                Field(
                    "model", .text(.nonEmpty),
                    docs: "The model of its tasks, where the item names none; else the provider's."),
                Field(
                    "template", .reference(kind: KindName.template),
                    docs: "The template of its tasks, where neither item, team nor role names one."),
                Field(
                    "location",
                    .choice([Choice("hub", "any worker"), Choice("worker", "only the one that `address` names")]),
                    .defaulted("hub"), docs: "Where its runs are executed."),
                Field(
                    "address", .text(.name), docs: "The worker's name.",
                    condition: .required(when: "location", is: "worker")),
                Field(
                    "delegation", .object(agentDelegation), .defaulted(["maxDepth": 1, "ttl": "10m"]),
                    docs: "How far its tasks may delegate to other agents."),
                Field(
                    "limits", .object(TaskLimits.shape(defaults: .standard)),
                    .defaulted(["repeats": 3, "toolCalls": 40, "turns": 12]),
                    docs: "Caps of each of its tasks; an item may lower them."),
            ]),
        example: """
            apiVersion: reeve/v1
            kind: Agent
            metadata: {name: repo-doctor, organization: acme, environment: prod}
            spec:
              connection: git-ro
              serviceAccount: sa-repo
              tools: [git-ro/git_log, git-ro/git_show, clock/get_current_time]
            """,
        notes: [
            "The default limit is \(LimitSpec.defaultWords), where no Limit names the tool; `reeve explain limit` says more."
        ],
        derive: { spec, key in
            spec.has("slug") ? [:] : ["slug": .string(key.name)]
        },
        uniqueKeys: { spec, key in
            var keys: [UniqueKey] = []
            if let slug = spec.string("slug") {
                keys.append(
                    UniqueKey(
                        name: KindName.agent + ".slug", scope: key.scope.description, value: slug.lowercased(),
                        pointer: JSONPointer(tokens: ["slug"])))
            }
            if let account = spec.string("serviceAccount") {
                keys.append(
                    UniqueKey(
                        name: KindName.agent + ".serviceAccount", scope: key.organization ?? "", value: account,
                        pointer: JSONPointer(tokens: ["serviceAccount"])))
            }
            return keys
        },
        connectionPatterns: { spec in
            (spec["tools"]?.array ?? []).enumerated().compactMap { index, tool in
                ConnectionPattern(address: tool.string, at: JSONPointer(tokens: ["tools", String(index)]))
            }
        },
        checks: [.agentLocation], roles: [.policy, .gate], riskRule: RiskRule(AgentRisks.risks))

    private static let agentDelegation = ObjectShape(
        "delegation",
        [
            Field(
                "maxDepth", .integer(0...16), .defaulted(1), docs: "Levels below its own tasks; 0 delegates nothing."),
            Field(
                "budget", .money,
                docs:
                    "What it may give away, in the organization's currency; without it what the task has left, with 0 nothing that costs."
            ),
            Field(
                "ttl", .duration(.seconds(1) ... .seconds(86_400)), .defaulted("10m"),
                docs: "How long what it delegates may take."),
        ])
}
