import ReeveJSON

extension KindName {
    package static let policy = "Policy"
}

extension KindDescription {
    /// The typed form of a policy is ReevePolicy's own, compiled from this spec.
    package static let policy = KindDescription(
        kind: KindName.policy, plural: "policies", scope: .organizationOrEnvironment,
        summary: "Who may do what under which conditions. Nothing is allowed that no rule allows.",
        shape: ObjectShape(
            KindName.policy,
            [
                Field("active", .boolean, .defaulted(true), docs: "Whether it counts."),
                Field(
                    "rules", .list(.object(policyRule), ListRule(key: "id")), .defaulted([]),
                    docs: "What is allowed or denied."),
                Field(
                    "bindings", .list(.object(policyBinding), ListRule()), .defaulted([]),
                    docs: "To whom the rules apply. A policy without bindings applies to nothing."),
            ]),
        example: """
            apiVersion: reeve/v1
            kind: Policy
            metadata: {name: repo-reading, organization: acme, environment: prod}
            spec:
              bindings: [{scope: agent, id: repo-doctor}]
              rules:
                - id: log
                  action: tool.invoke
                  target: tool:git-ro/git_log
                  effect: allow
                  conditions:
                    timeWindow: {start: "22:00", end: "06:00", days: [mon, tue, wed, thu, fri]}
                    arguments: {/repo_path: {under: /srv/repos}, /max_count: {max: 50}}
            """,
        computedReferences: { spec, key in
            let kinds = [
                "org": KindName.organization, "env": KindName.environment, "agent": KindName.agent,
                "connection": KindName.connection, "team": KindName.team,
            ]
            var found: [ComputedReference] = []
            for (index, binding) in (spec["bindings"]?.array ?? []).enumerated() {
                guard let scope = binding["scope"]?.string, let id = binding["id"]?.string else { continue }
                let pointer = JSONPointer(tokens: ["bindings", String(index), "id"])
                switch scope {
                case "user":
                    switch BoundSubject(id) {
                    case .requester(.serviceAccount(let name, organization: nil)):
                        found.append(
                            ComputedReference(
                                pointer: pointer, kind: KindName.serviceAccount, name: name, looksDown: true))
                    case .requester(.user(let name)):
                        found.append(ComputedReference(pointer: pointer, kind: KindName.user, name: name))
                    default: break
                    }
                case "role":
                    // `membership:owner` and its like are no objects.
                    guard !id.contains(":") else { continue }
                    found.append(ComputedReference(pointer: pointer, kind: KindName.role, name: id))
                default:
                    guard let kind = kinds[scope] else { continue }
                    found.append(
                        ComputedReference(
                            pointer: pointer, kind: kind, name: id, environment: binding["environment"]?.string,
                            looksDown: true))
                }
            }
            return found
        },
        connectionPatterns: { spec in
            let targets = (spec["rules"]?.array ?? []).enumerated().compactMap { index, rule -> ConnectionPattern? in
                let target = rule["target"]?.string ?? ""
                guard target.hasPrefix("tool:") else { return nil }
                return ConnectionPattern(
                    address: String(target.dropFirst("tool:".count)),
                    at: JSONPointer(tokens: ["rules", String(index), "target"]))
            }
            let bound = (spec["bindings"]?.array ?? []).enumerated().compactMap { index, binding in
                binding["scope"] == "tool"
                    ? ConnectionPattern(
                        address: binding["id"]?.string, at: JSONPointer(tokens: ["bindings", String(index), "id"]))
                    : nil
            }
            return targets + bound
        },
        locatedLists: ["rules"],
        checks: [.policyRule, .unboundPolicy, .bindingEnvironment, .bindingScope, .actionServed],
        roles: [.policy, .gate], riskRule: RiskRule(judgesCreates: true, PolicyRisks.risks),
        removalGuard: RemovalGuard("with bindings") { spec in spec["bindings"]?.array?.isEmpty == false },
        listViewPrefix: "policy_")

    private static let policyBinding = ObjectShape(
        "binding",
        [
            Field(
                "scope",
                .choice([
                    Choice("org"), Choice("env"), Choice("agent"), Choice("tool", "`id` is a glob over addresses"),
                    Choice(
                        "role",
                        "a Role that the agent has in an active team, or the membership role of whoever submitted the work: `membership:member`"
                    ),
                    Choice("team", "an active team that the agent is a member of"),
                    Choice(
                        "user",
                        "whoever submitted the work: a user's name, `service-account:NAME` (also as the agent's own), `os:NAME@HOST`, or `os:*` for every local administrator"
                    ),
                    Choice("connection"), Choice("resource_ns", planned: true),
                ]), .required, docs: "What `id` names."),
            Field(
                "id", .text(.nonEmpty), .required,
                docs:
                    "Whom the rules apply to; must exist. A local administrator counts as owner, admin and member of every organization at once."
            ),
            Field(
                "environment", .text(.name),
                docs: "In an org-wide policy: the environment that `id` is meant in; absent: every one that has it."),
            Field("priority", .integer(0...1_000), .defaulted(100), docs: "The smaller number decides first."),
        ])

    private static let policyRule = ObjectShape(
        "rule",
        [
            Field("id", .text(.nonEmpty), .required, docs: "Unique in the policy; named in decisions and reports."),
            Field(
                "action", .text(.actionGlob), .required,
                docs: "Such as `tool.invoke`; a glob over the `.` parts is allowed."),
            Field(
                "target", .text(.target), .required,
                docs: "Such as `tool:git/*`; `*` stays within a segment, `**` crosses."),
            Field("effect", .choice([Choice("allow"), Choice("deny")]), .required, docs: "What the rule says."),
            Field("conditions", .object(policyConditions), docs: "All must hold."),
            Field(
                "requires",
                .object(
                    ObjectShape(
                        "requires",
                        [Field("approval", .object(policyApproval), .required, docs: "Who must approve.")])),
                docs: "What an allowed call still needs; on allow rules only."),
            Field("reason", .text(.nonEmpty), docs: "Shown to people."),
        ])

    private static let policyApproval = ObjectShape(
        "approval",
        [
            Field(
                "approvers", .list(.text(.nonEmpty), ListRule(minimumCount: 1, maximumCount: 100, isUnique: true)),
                .required,
                docs:
                    "Who may approve: `user:NAME`, `membership:ROLE`. Only people can, and the rules must allow them `run.approve` on the agent."
            ),
            Field("count", .integer(1...100), .defaulted(1), docs: "How many different people."),
            Field(
                "expires", .duration(.seconds(1) ... .seconds(2_592_000)), .defaulted("4h"),
                docs: "How long the request stays open, and the approval may be used."),
            Field(
                "separation", .boolean, .defaulted(true), docs: "Whether whoever submitted the work may not approve."),
        ])

    private static let policyConditions = ObjectShape(
        "conditions",
        [
            Field("environment", .oneOrMany(.text(.name)), docs: "The environment's name."),
            .planned(
                "environmentType", .oneOrMany(.choice([Choice("dev"), Choice("stage"), Choice("prod")])),
                docs: "The environment's type."),
            .planned("tags", .list(.text(.nonEmpty), ListRule()), docs: "The agent has all."),
            .planned("labels", .map(keys: .labelKey, values: .text(.any)), docs: "The agent's labels."),
            .planned("risk", .json, docs: "`{max, min}` of the tool's risk."),
            .planned("traits", .json, docs: "`{none, any}` of the tool's traits."),
            Field(
                "timeWindow",
                .object(
                    ObjectShape(
                        "timeWindow",
                        [
                            Field(
                                "start", .text(.clock), .required,
                                docs: "From then on; may lie after `end` and then crosses midnight.", example: "22:00"),
                            Field("end", .text(.clock), .required, docs: "Until just before then.", example: "06:00"),
                            Field(
                                "days",
                                .list(
                                    .choice(["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map { Choice($0) }),
                                    ListRule(minimumCount: 1, isUnique: true)),
                                docs: "Days on which a window begins; absent: every day."),
                            Field("timeZone", .text(.timeZone), docs: "The environment's where absent."),
                        ])), docs: "The wall clock lies in the window."),
            Field(
                "arguments", .map(keys: .jsonPointer, values: .object(argumentTest)),
                docs: "Tests of the call's arguments, by JSON Pointer.", example: ["/max_count": ["max": 50]]),
            .planned("contentType", .json, docs: "The content type of a resource."),
            .planned("size", .json, docs: "`{max}` of a resource."),
            Field(
                "depth", .object(policyBound("max", .integer(0...1_000_000_000), "At most so many levels.")),
                docs: "Levels of delegation above the run; 0 for the run of an item."),
            Field(
                "budgetLeft", .object(policyBound("min", .money, "At least so much, in the organization's currency.")),
                docs: "Money that the task has left; what is not known counts as nothing.",
                example: ["min": "0.10 EUR"]),
            Field(
                "ttlValid", .boolean,
                docs: "Whether time to live is left to what was delegated; not known counts as none."),
            Field(
                "tainted", .boolean,
                docs: "Whether the run has seen content of a tool with `untrusted-content`, or with no declared traits."
            ),
            .planned("origin", .json, docs: "Who started the work."),
            Field(
                "callsInRun", .object(policyBound("max", .integer(0...1_000_000_000), "At most so many.")),
                docs: "Calls that the run has made before this one."),
        ])

    /// `{max: N}` or `{min: N}`.
    private static func policyBound(_ name: String, _ type: FieldType, _ docs: String) -> ObjectShape {
        ObjectShape("bound", [Field(name, type, .required, docs: docs)])
    }

    /// One test of one value, of policy arguments and of a batch's `expect`.
    static let argumentTestFields: [Field] = [
        Field("equals", .json, docs: "Is this value."),
        Field("in", .list(.json, ListRule(minimumCount: 1)), docs: "Is one of these values."),
        Field("notIn", .list(.json, ListRule(minimumCount: 1)), docs: "Is none of these values."),
        Field("matches", .text(.regularExpression), docs: "Text that the pattern finds a match in (ECMA-262)."),
        Field("startsWith", .text(.nonEmpty), docs: "Text that starts so."),
        Field(
            "under", .text(.path), docs: "An absolute path below this one, after removing `.`, `..` and double slashes."
        ),
        Field("min", .number, docs: "A number that is at least this."),
        Field("max", .number, docs: "A number that is at most this."),
        Field("maxLength", .integer(0...1_000_000_000), docs: "Text of at most so many characters."),
        Field("present", .boolean, docs: "Whether it is there at all."),
        Field(
            "hostIn", .list(.text(.nonEmpty), ListRule(minimumCount: 1)),
            docs:
                "A URL of `http`, `https`, `ws`, `wss`, `git` or `ssh`, or a bare `host` or `host:port`, whose host is one of these; `*.example.org` is every name below. Anything that readers could take for different hosts is an error: other schemes, credentials, backslashes, percent signs.",
            example: ["api.example.org", "*.example.net"]),
    ]

    static let argumentTest = ObjectShape(
        "argument test", exactlyOne: [argumentTestFields.map(\.name)], argumentTestFields)
}
