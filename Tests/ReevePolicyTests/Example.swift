import ReeveJSON
import ReeveModel
import ReevePolicy
import Testing

/// The example organisation of the documentation: a guardrail, and an agent that reads a repository at night.
enum Example {
    static let guardrails = document(
        "acme/Policy/guardrails", lines: [55],
        """
        {"bindings": [{"scope": "org", "id": "acme", "priority": 0}],
         "rules": [{"id": "no-destructive", "action": "tool.invoke", "target": "tool:**", "effect": "deny",
                    "conditions": {"traits": {"any": ["destructive", "outbound"]}}, "reason": "needs a reviewed exception"}]}
        """)

    static let reading = document(
        "acme/prod/Policy/repo-reading", lines: [24, 31, 37, 38, 39],
        """
        {"bindings": [{"scope": "agent", "id": "repo-doctor"}],
         "rules": [
          {"id": "log-at-night", "action": "tool.invoke", "target": "tool:git-ro/git_log", "effect": "allow",
           "conditions": {"timeWindow": {"start": "22:00", "end": "06:00", "days": ["mon", "tue", "wed", "thu", "fri"]},
                          "arguments": {"/repo_path": {"under": "/srv/repos"}, "/max_count": {"max": 50}}}},
          {"id": "show-with-approval", "action": "tool.invoke", "target": "tool:git-ro/git_show", "effect": "allow",
           "conditions": {"risk": {"max": "medium"}, "arguments": {"/repo_path": {"under": "/srv/repos"}}},
           "requires": {"approval": {"approvers": ["user:ben", "membership:owner"], "expires": "8h"}}},
          {"id": "clock", "action": "tool.invoke", "target": "tool:clock/get_current_time", "effect": "allow"},
          {"id": "think", "action": "task.execute", "target": "agent:repo-doctor", "effect": "allow"},
          {"id": "approve", "action": "run.approve", "target": "agent:repo-doctor", "effect": "allow"}]}
        """)

    static func document(_ path: String, lines: [Int] = [], _ spec: String) -> PolicyDocument {
        PolicyDocument(
            key: ObjectKey(path: path) ?? ObjectKey(kind: "Policy", name: path),
            spec: (try? JSONParser.parse(spec)) ?? .null,
            source: .init(file: "policies.yaml", line: 1, ruleLines: lines))
    }

    static func set(_ documents: [PolicyDocument] = [guardrails, reading]) -> PolicySet {
        PolicySet(compiling: documents, timeZones: CorpusCase.zones)
    }

    static let prod = EnvironmentFacts(name: "prod", stage: .prod, timeZone: CorpusCase.zones("Europe/Berlin"))

    static let tools: [String: ToolFacts] = [
        "git-ro/git_log": ToolFacts(risk: .low, traits: [.privateData]),
        "git-ro/git_show": ToolFacts(risk: .medium, traits: [.privateData]),
        "clock/get_current_time": ToolFacts(risk: .low, traits: []),
    ]

    static func agent(
        tools: [String] = ["git-ro/git_log", "git-ro/git_show", "clock/get_current_time"], isEnabled: Bool = true,
        scopes: [String] = ["tool.invoke", "tool.list", "task.execute"], expiresAt: Timestamp? = nil
    ) -> AccessSide.Agent {
        AccessSide.Agent(
            key: ObjectKey(kind: "Agent", organization: "acme", environment: "prod", name: "repo-doctor"),
            facts: AgentFacts(name: "repo-doctor", roles: ["doctor"], teams: ["night-watch"]), environment: prod,
            grant: GrantCheck.Agent(name: "repo-doctor", isEnabled: isEnabled, tools: tools),
            serviceAccount: GrantCheck.ServiceAccount(
                name: "sa-repo", isEnabled: true, expiresAt: expiresAt, scopes: scopes))
    }

    static func side(
        _ documents: [PolicyDocument] = [guardrails, reading], agents: [AccessSide.Agent] = [agent()],
        tools: [String: ToolFacts] = tools
    ) -> AccessSide {
        AccessSide(
            policies: set(documents), agents: agents,
            tools: [Scope(organization: "acme", environment: "prod"): tools])
    }

    static func request(_ tool: String, _ arguments: JSONValue, at time: String) throws -> PolicyRequest {
        PolicyRequest(
            organization: "acme", environment: prod, action: .toolInvoke,
            target: try #require(PolicyTarget("tool:" + tool)),
            agent: agent().facts, tool: tools[tool] ?? ToolFacts(), arguments: arguments,
            time: try #require(Timestamp(time)))
    }
}
