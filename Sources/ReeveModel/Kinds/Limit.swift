import ReeveJSON

/// How much may happen in how much time.
package struct LimitSpec: Sendable {
    /// What runs are told apart by: one bucket for each value.
    package enum Dimension: String, Sendable, CaseIterable {
        case agent
        case tool
        case connection
        case provider
        case user
        case environment
    }

    package enum OnExceeded: String, Sendable {
        case wait
        case fail
    }

    /// `capacity` tokens, `refill` of them every `every`.
    package struct Rate: Sendable, Hashable {
        package let capacity: Int
        package let refill: Int
        package let every: Duration

        package init(capacity: Int, refill: Int, every: Duration) {
            self.capacity = capacity
            self.refill = refill
            self.every = every
        }
    }

    /// Globs by dimension; a run is in scope where all match.
    package let scope: [Dimension: String]
    package let per: [Dimension]
    package let rate: Rate?
    package let concurrency: Int?
    package let onExceeded: OnExceeded

    package init(_ spec: JSONValue) throws(SpecError) {
        let reader = try SpecReader(spec, context: KindName.limit)
        var scope: [Dimension: String] = [:]
        for (key, glob) in try reader.textMap("scope") {
            guard let dimension = Dimension(rawValue: key) else { throw reader.failure("scope") }
            scope[dimension] = glob
        }
        self.scope = scope
        var per: [Dimension] = []
        for text in try reader.texts("per") {
            guard let dimension = Dimension(rawValue: text) else { throw reader.failure("per") }
            per.append(dimension)
        }
        self.per = per
        if let nested = try reader.nested("rate") {
            rate = Rate(
                capacity: try nested.integer("capacity"), refill: try nested.integer("refill"),
                every: try nested.duration("every"))
        } else {
            rate = nil
        }
        concurrency = try reader.optionalInteger("concurrency")
        onExceeded = try reader.choice("onExceeded", as: OnExceeded.self)
    }
}

extension LimitSpec {
    /// For a tool run where no limit names the tool: one bucket for each agent and tool.
    package static let defaultRate = Rate(capacity: 60, refill: 60, every: .seconds(60))
    package static let defaultConcurrency = 5

    /// `60 calls in 1m and 5 at once for each agent and tool`.
    package static let defaultWords =
        "\(defaultRate.refill) calls in \(DurationText.format(defaultRate.every)) and \(defaultConcurrency) at once for each "
        + "agent and tool"
}

extension KindName {
    package static let limit = "Limit"
}

extension KindDescription {
    package static let limit = KindDescription(
        kind: KindName.limit, plural: "limits", scope: .organizationOrEnvironment,
        summary: "How much may happen in how much time. All limits that apply must pass.",
        shape: ObjectShape(
            KindName.limit,
            [
                Field(
                    "scope",
                    .object(
                        ObjectShape(
                            "scope",
                            [
                                Field("agent", .text(.glob), docs: "Agents by slug."),
                                Field(
                                    "tool", .text(.glob),
                                    docs:
                                        "Tools by address. The default limit does not hold for tools that are named here.",
                                    example: "git-ro/*"),
                                Field("connection", .text(.glob), docs: "Connections by name."),
                                .planned("provider", .text(.glob), docs: "Model providers by name."),
                                Field(
                                    "user", .text(.glob),
                                    docs:
                                        "Who submitted the work: a user's name, `service-account:NAME`, or `os:NAME@HOST` for a local administrator.",
                                    example: "os:*"),
                                Field("environment", .text(.glob), docs: "Environments by name."),
                            ])), .defaulted([:]), docs: "What it counts, by globs; absent: everything in its own scope."
                ),
                Field(
                    "per",
                    .list(
                        .choice([
                            Choice("agent"), Choice("tool"), Choice("connection"), Choice("provider", planned: true),
                            Choice("user"), Choice("environment"),
                        ]), ListRule(isUnique: true)), .defaulted([]),
                    docs: "One bucket for each value of these; empty: one for all."),
                Field(
                    "rate",
                    .object(
                        ObjectShape(
                            "rate",
                            [
                                Field(
                                    "capacity", .integer(1...1_000_000_000), .required,
                                    docs: "The most that can be taken at once."),
                                Field(
                                    "refill", .integer(1...1_000_000_000), .required,
                                    docs: "What comes back in `every`."),
                                Field(
                                    "every", .duration(.milliseconds(1) ... .seconds(31_622_400)), .required,
                                    docs: "The time of a refill.", example: "1m"),
                            ])), docs: "A token bucket."),
                Field("concurrency", .integer(1...1_000_000), docs: "How many may run at once."),
                .planned("calls", .integer(0...1_000_000_000), docs: "Calls in a window."),
                .planned("tokens", .integer(0...1_000_000_000_000), docs: "Model tokens in a window."),
                .planned("cost", .money, docs: "Money in a window."),
                .planned("window", .choice([Choice("hour"), Choice("day"), Choice("month")]), docs: "The window."),
                Field(
                    "onExceeded", .choice([Choice("wait"), Choice("fail", "ends the run with `rate.limited`")]),
                    .defaulted("wait"),
                    docs: "What happens to a run that does not pass."),
                Field(
                    "backend", .choice([Choice("store"), Choice("redis", planned: true)]), .defaulted("store"),
                    docs: "Where the state is kept."),
                Field(
                    "onUnavailable", .choice([Choice("closed"), Choice("local", planned: true)]), .defaulted("closed"),
                    docs: "What happens where the backend is out of reach."),
            ]),
        example: """
            apiVersion: reeve/v1
            kind: Limit
            metadata: {name: git-rate, organization: acme, environment: prod}
            spec: {scope: {tool: git-ro/*}, per: [agent, tool], rate: {capacity: 60, refill: 60, every: 1m}, concurrency: 4}
            """,
        notes: [
            "The default limit, \(LimitSpec.defaultWords), holds beside the others where no Limit that applies names the "
                + "tool in `scope.tool`. A run that does not pass it waits; its steps, the progress line and the end of `run` say so."
        ],
        connectionPatterns: { spec in
            let scope = spec["scope"]
            let tool = ConnectionPattern(address: scope?["tool"]?.string, at: JSONPointer(tokens: ["scope", "tool"]))
            let connection = scope?["connection"]?.string.flatMap { glob in
                glob.contains("**")
                    ? nil : ConnectionPattern(glob, at: JSONPointer(tokens: ["scope", "connection"]))
            }
            return [tool, connection].compactMap { $0 }
        },
        checks: [.limitContent], refusesEmptySpec: true, roles: .gate, riskRule: RiskRule(LimitRisks.risks))
}
