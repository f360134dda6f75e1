import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveLLM
import ReeveModel
import ReeveStore
import TestSupport
import Testing

/// A ``Harness`` with providers whose models are scripted, and an agent `bot` that may do tasks.
struct TaskHarness {
    let base: Harness
    let models: [String: ScriptedModel]
    let services: ExecutionServices

    var store: any Store { base.store }
    var model: ScriptedModel { models["main"] ?? ScriptedModel([]) }

    @discardableResult
    static func with<Result>(
        _ turns: [ScriptedModel.Turn], others: [String: [ScriptedModel.Turn]] = [:],
        tools: [JSONValue] = [Harness.echo],
        agent: JSONObject = [:], provider: JSONObject = [:],
        answer: @escaping FakeServer.Tool = { FakeServer.text(JSONValue.object($0).canonicalText) },
        _ body: (TaskHarness) async throws -> Result
    ) async throws -> Result {
        try await Harness.with(tools: tools, answer: answer) { base in
            var models = ["main": ScriptedModel(turns)]
            for (name, turns) in others { models[name] = ScriptedModel(turns) }
            return try await body(try await make(on: base, models: models, agent: agent, provider: provider))
        }
    }

    static func make(
        on base: Harness, models: [String: ScriptedModel], agent: JSONObject = [:], provider: JSONObject = [:]
    ) async throws -> TaskHarness {
        let harness = TaskHarness(
            base: base, models: models,
            services: ExecutionServices(
                store: base.store, clock: base.clock, pool: base.services.pool, catalog: base.services.catalog,
                secrets: base.services.secrets, connections: base.services.connections,
                models: ScriptedModels(models: models), random: RandomSource(seed: 3)))
        try await base.put("Organization", "acme", ["currency": "EUR"], environment: nil)
        for name in models.keys.sorted() {
            try await base.put(
                "ModelProvider", name, TaskHarness.provider(name == "main" ? provider : [:]), environment: nil)
        }
        try await base.put("Agent", "bot", TaskHarness.agent(agent))
        try await base.put("Policy", "all", TaskHarness.policy())
        return harness
    }

    // MARK: Objects

    static func provider(_ more: JSONObject = [:]) -> JSONObject {
        Harness.merged(
            [
                "endpoint": "https://models.example/v1", "maxRetries": 0, "model": "small-1",
                "pricing": [["from": "2020-01-01T00:00:00Z", "in": 1_000_000, "model": "small-1", "out": 2_000_000]],
                "timeout": "60s", "type": "openai",
            ], more)
    }

    static func agent(_ more: JSONObject = [:]) -> JSONObject {
        var limits: JSONObject = ["repeats": 3, "toolCalls": 40, "turns": 12]
        for member in more["limits"]?.object ?? [:] { limits[member.key] = member.value }
        var agent = Harness.agent([
            "delegation": ["maxDepth": 1, "ttl": "10m"], "location": "hub", "provider": "main",
        ])
        agent = Harness.merged(agent, more)
        agent["limits"] = .object(limits)
        return agent
    }

    static func policy(_ rules: [JSONValue] = []) -> JSONObject {
        let standard: [JSONValue] = [
            ["action": "tool.invoke", "effect": "allow", "id": "call", "target": "tool:git/*"],
            ["action": "task.execute", "effect": "allow", "id": "think", "target": "agent:bot"],
        ]
        return [
            "active": true, "bindings": [["id": "acme", "scope": "org"]], "rules": .array(standard + rules),
        ]
    }

    /// - Parameter task: what the task has beside an agent and a prompt; a null takes a member out.
    static func item(_ task: JSONObject = [:], name: String = "t", _ more: JSONObject = [:]) -> JSONValue {
        let base: JSONObject = ["agent": "bot", "mode": "execute", "prompt": "What is new?", "timeout": "5m"]
        var merged = Harness.merged(base, task)
        for member in merged where member.value.isNull { merged[member.key] = nil }
        return .object(Harness.merged(["name": .string(name), "once": false, "task": .object(merged)], more))
    }

    // MARK: Work

    @discardableResult
    func submit(_ spec: JSONValue, by requester: Requester = "user:anna") async throws -> SubmissionResult {
        try await BatchSubmitter(services).submit(
            SubmissionRequest(
                organization: "acme", environment: "dev", name: "test", spec: spec, requester: requester))
    }

    @discardableResult
    func work(_ options: RunLoopOptions? = nil) async throws -> RunLoopReport {
        try await RunLoop(services, options: options ?? base.options, beforeRescue: { true }).run()
    }

    /// Submits one task, works, and gives its run.
    func run(_ task: JSONObject = [:], _ more: JSONObject = [:], batch: JSONObject = [:]) async throws -> RunRecord {
        try #require(try await runs(Harness.spec([TaskHarness.item(task, more)], batch)).first)
    }

    func runs(_ spec: JSONValue) async throws -> [RunRecord] {
        let batch = try #require(try await submit(spec).batch)
        try await work()
        return try await base.runs(batch.id)
    }

    func journal(_ run: RunRecord) async throws -> [TaskEntry] {
        try await store.read { rows throws(StoreError) in try rows.taskJournal(of: run.id) }
    }

    func output(_ run: RunRecord) async throws -> JSONValue? { try await base.document(run)["output"] }
}
