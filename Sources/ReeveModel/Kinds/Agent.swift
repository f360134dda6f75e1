import ReeveJSON

/// Who calls tools: an allow-list, an identity, and where its own tools live.
package struct AgentSpec: Sendable {
    package enum Mode: String, Sendable {
        case runner
        case caller
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
                .planned("provider", .reference(kind: "ModelProvider"), docs: "The model provider of its tasks."),
                .planned("model", .text(.nonEmpty), docs: "The model of its tasks."),
                .planned("template", .reference(kind: "Template"), docs: "The template of its tasks."),
                Field(
                    "location", .choice([Choice("hub"), Choice("worker", planned: true)]), .defaulted("hub"),
                    docs: "Where its runs are executed."),
                .planned("address", .text(.name), docs: "The worker's name, for `location: worker`."),
                .planned("delegation", .json, docs: "How far it may delegate."),
                .planned(
                    "limits", .json, docs: "Caps of its tasks: turns, tool calls, tokens, cost, wall clock, repeats."),
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
        roles: [.policy, .gate],
        riskRule: .ofUpdates(.permissionWidened) { change in
            var details = change.gained("tools", "may use")
            if change.isSwitchedOn("enabled") { details.append("enabled") }
            for field in ["serviceAccount", "connection", "slug", "mode"] where change.differs(field) {
                details.append(field + " changes")
            }
            return details
        })
}
