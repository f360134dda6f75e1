import ReeveJSON

/// A stage of an organization, with its own rules for what may run there.
package struct EnvironmentSpec: Sendable {
    package enum Stage: String, Sendable {
        case dev
        case stage
        case prod
    }

    package struct Rules: Sendable {
        /// A tool call needs a pinned definition.
        package let requirePins: Bool
        /// A connection names the version of its server.
        package let requireVersions: Bool
        /// No agent holds private data, untrusted content and an outbound channel together.
        package let forbidTrifecta: Bool
    }

    package let stage: Stage
    package let timeZone: String
    package let rules: Rules

    package init(_ spec: JSONValue) throws(SpecError) {
        let reader = try SpecReader(spec, context: KindName.environment)
        stage = try reader.choice("type", as: Stage.self)
        timeZone = try reader.text("timeZone")
        guard let nested = try reader.nested("rules") else { throw reader.failure("rules") }
        rules = Rules(
            requirePins: try nested.flag("requirePins"), requireVersions: try nested.flag("requireVersions"),
            forbidTrifecta: try nested.flag("forbidTrifecta"))
    }
}

extension EnvironmentSpec {
    /// What stands for a specification that cannot be read: every rule is on.
    package static let strictest = EnvironmentSpec(
        stage: .prod, timeZone: "UTC",
        rules: Rules(requirePins: true, requireVersions: true, forbidTrifecta: true))

    private init(stage: Stage, timeZone: String, rules: Rules) {
        self.stage = stage
        self.timeZone = timeZone
        self.rules = rules
    }
}

extension KindName {
    package static let environment = "Environment"
}

extension KindDescription {
    package static let environment = KindDescription(
        kind: KindName.environment, plural: "environments", aliases: ["env", "envs"], scope: .organization,
        summary: "A stage of an organization, with its own rules for what may run there.",
        shape: ObjectShape(
            KindName.environment,
            [
                Field(
                    "type", .choice([Choice("dev"), Choice("stage"), Choice("prod")]), .defaulted("dev"),
                    docs: "What it is for; `prod` turns every rule on."),
                Field(
                    "timeZone", .text(.timeZone), .defaulted("UTC"),
                    docs: "The zone of time windows and of daily limits.", example: "Europe/Berlin"),
                Field(
                    "rules",
                    .object(
                        ObjectShape(
                            "rules",
                            [
                                Field(
                                    "requirePins", .boolean, .derived("true where `type` is prod"),
                                    docs: "A tool call needs a pinned definition (`reeve.lock`)."),
                                Field(
                                    "requireVersions", .boolean, .derived("true where `type` is prod"),
                                    docs: "A connection names the version of its server."),
                                Field(
                                    "forbidTrifecta", .boolean, .derived("true where `type` is prod"),
                                    docs:
                                        "Refuses an agent whose tools together have private data, untrusted content and an outbound channel. `true` is not available in this version, so `prod` writes `false`."
                                ),
                            ])), .derived("every rule on in prod, off elsewhere"),
                    docs: "What must hold for work in this environment."),
            ]),
        example: """
            apiVersion: reeve/v1
            kind: Environment
            metadata: {name: prod, organization: acme}
            spec: {type: prod, timeZone: Europe/Berlin, rules: {forbidTrifecta: false}}
            """,
        derive: { spec, _ in
            let isProd = spec.string("type") == "prod"
            var rules = spec["rules"]?.object ?? JSONObject()
            for rule in ["requirePins", "requireVersions", "forbidTrifecta"] where rules[rule] == nil {
                rules[rule] = .bool(isProd)
            }
            return ["rules": .object(rules)]
        },
        checks: [.trifecta], roles: [.policy, .gate],
        riskRule: .ofUpdates(.permissionWidened) { change in
            (change.before["rules"]?.object ?? [:]).compactMap { rule in
                rule.value.bool == true && change.after["rules"]?[rule.key]?.bool != true ? rule.key + " is off" : nil
            }
        })
}
