import Glibc
import ReeveAudit
import ReeveExecution
import ReeveHTTPClient
import ReeveJSON
import ReeveLLM
import ReeveMCP
import ReeveModel
import ReeveStore
import ReeveStoreSQL
import Synchronization

/// The loop of tasks, into a store whose every commit is durable.
enum TaskMeasurement {
    /// `turn TASKS CALLS FOLDER`: what a turn costs without its provider: from an answer that asks for a call to the
    /// next question, gate, call and journal included. One task at a time.
    ///
    /// `stream TASKS CONCURRENCY ENDPOINT FOLDER`: tasks a second against a server, by real HTTP.
    static func run(_ words: [String]) async throws {
        switch words.first {
        case "turn":
            guard words.count == 4, let tasks = Int(words[1]), let calls = Int(words[2]) else { exit(64) }
            try await turns(tasks, calls, words[3])
        case "stream":
            guard words.count == 5, let tasks = Int(words[1]), let atOnce = Int(words[2]) else { exit(64) }
            try await stream(tasks, atOnce, words[3], words[4])
        default: exit(64)
        }
    }

    private static func turns(_ tasks: Int, _ calls: Int, _ folder: String) async throws {
        let model = CountingModel(calls: calls)
        let figures = try await work(tasks, 1, folder, endpoint: "https://none.example/v1", models: OneModel(model))
        let gaps = model.gaps
        func percentile(_ share: Double) -> JSONValue { JSONValue(gaps[Int(Double(gaps.count - 1) * share)]) }
        Probe.report([
            "succeeded": JSONValue(figures.succeeded), "turns": JSONValue(gaps.count),
            "p50_microseconds": percentile(0.5), "p99_microseconds": percentile(0.99),
            "worst_microseconds": percentile(1),
        ])
    }

    private static func stream(_ tasks: Int, _ atOnce: Int, _ endpoint: String, _ folder: String) async throws {
        var configuration = HTTPClient.Configuration()
        configuration.connectionsPerOriginMax = atOnce
        configuration.idleConnectionsMax = atOnce
        let client = HTTPClient(configuration)
        let models = ProviderClients(secrets: SecretResolver(environment: [:], roots: [])) { _ in client }
        let figures = try await work(tasks, atOnce, folder, endpoint: endpoint, models: models)
        await client.shutdown()
        Probe.report([
            "succeeded": JSONValue(figures.succeeded), "tasks_per_second": Probe.rate(tasks, figures.microseconds),
            "peak_megabytes": JSONValue(Probe.peakMegabytes),
        ])
    }

    private static func work(
        _ tasks: Int, _ atOnce: Int, _ folder: String, endpoint: String, models: any ModelClientSource
    ) async throws -> (succeeded: Int, microseconds: Int64) {
        let store = try await SQLiteStore.open(path: folder + "/tasks.db", mode: .create)
        let secrets = SecretResolver(environment: [:], roots: [])
        let services = ExecutionServices(
            store: store, pool: SessionPool(), catalog: ScopeCatalog(store: store), secrets: secrets,
            connections: NoOpServer(concurrency: atOnce), models: models)
        try await BenchScope.prepare(
            store, now: services.clock.now, concurrency: atOnce, more: objects(endpoint: endpoint))
        _ = try await ToolSync(services).sync(
            connection: "git", organization: "acme", environment: "dev", requester: Requester("os:bench@here"))
        _ = try await BatchSubmitter(services).submit(
            SubmissionRequest(
                organization: "acme", environment: "dev", name: "bench", spec: spec(tasks, atOnce),
                requester: "os:bench@here"))
        let loop = RunLoop(services, options: RunLoopOptions(name: "bench", host: "here", concurrency: atOnce))
        let microseconds = try await Probe.time { _ = try await loop.run() }
        let succeeded = try await store.read { rows throws(StoreError) in
            try rows.runCount(RunFilter(statuses: [.succeeded]))
        }
        await services.pool.shutdown(grace: .immediate)
        await store.close()
        return (succeeded, microseconds)
    }

    private static func objects(endpoint: String) -> [BenchScope.Object] {
        [
            (
                "ModelProvider", nil, "main",
                [
                    "endpoint": .string(endpoint), "maxRetries": 3, "model": "bench", "timeout": "60s",
                    "type": "openai",
                ]
            ),
            (
                "Agent", "dev", "bot",
                [
                    "connection": "git", "delegation": ["maxDepth": 1, "ttl": "10m"], "enabled": true,
                    "limits": ["repeats": 1_000, "toolCalls": 1_000, "turns": 1_000], "location": "hub",
                    "mode": "runner", "provider": "main", "slug": "bot", "tools": ["git/*"], "version": "1.0.0",
                ]
            ),
            (
                "Policy", nil, "think",
                [
                    "active": true, "bindings": [["id": "acme", "scope": "org"]],
                    "rules": [
                        ["action": "task.execute", "effect": "allow", "id": "think", "target": "agent:bot"],
                        ["action": "tool.invoke", "effect": "allow", "id": "call", "target": "tool:git/*"],
                    ],
                ]
            ),
        ]
    }

    private static func spec(_ count: Int, _ concurrency: Int) -> JSONValue {
        [
            "concurrency": JSONValue(concurrency), "priority": 5, "queue": "default",
            "retry": ["attempts": 3, "max": "5m", "min": "2s"],
            "matrix": ["n": ["range": ["from": 1, "step": 1, "to": JSONValue(count)]]],
            "items": [
                [
                    "name": "a", "once": false,
                    "task": ["agent": "bot", "mode": "execute", "prompt": "Look at it.", "timeout": "5m"],
                ]
            ],
        ]
    }
}

private struct OneModel: ModelClientSource {
    let model: CountingModel

    init(_ model: CountingModel) { self.model = model }

    func client(of provider: ExecutionScope.Provider, in scope: Scope) async throws -> any ModelClient { model }
}

/// Asks for so many calls, one a turn, then ends; keeps the time from each of its answers to the next question of the
/// same task.
private final class CountingModel: ModelClient {
    private struct State {
        var answeredAt: ContinuousClock.Instant?
        var gaps: [Int] = []
    }

    private let calls: Int
    private let state = Mutex(State())

    init(calls: Int) { self.calls = calls }

    /// In microseconds, sorted.
    var gaps: [Int] { state.withLock { $0.gaps.sorted() } }

    func answer(
        to request: ModelRequest, timeout: Duration, deadline: ContinuousClock.Instant,
        onEvent: @escaping @Sendable (ModelEvent) -> Void
    ) async throws(ModelError) -> ModelAnswer {
        let now = ContinuousClock.now
        let done = request.messages.count { if case .results = $0 { true } else { false } }
        state.withLock { state in
            if done > 0, let answeredAt = state.answeredAt {
                state.gaps.append(Int(answeredAt.duration(to: now).microseconds))
            }
        }
        let answer =
            done < calls
            ? ModelAnswer(
                text: "",
                calls: [
                    ModelToolCall(
                        id: "c\(done)", tool: "git/echo", arguments: ["n": JSONValue(done)], argumentsText: "{}")
                ], ending: .toolCalls, usage: ModelUsage(input: 100, output: 10))
            : ModelAnswer(text: "done", ending: .stop, usage: ModelUsage(input: 100, output: 10))
        state.withLock { $0.answeredAt = .now }
        return answer
    }
}
