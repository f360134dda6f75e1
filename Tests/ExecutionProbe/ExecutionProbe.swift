import Glibc
import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveMCP
import ReeveModel
import ReeveStore
import ReeveStoreSQL

/// Measures runs a second through the whole gate: `ExecutionProbe [RUNS] [CONCURRENCY] [sqlite|memory]`.
///
/// The server is in this process and does nothing; the store is a file in a new folder below the working directory.
@main
struct ExecutionProbe {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst().map { $0 }
        let count = arguments.first.flatMap { Int($0) } ?? 10_000
        let concurrency = arguments.dropFirst().first.flatMap { Int($0) } ?? 64
        let isMemory = arguments.last == "memory"
        let clock = SystemExecutionClock()
        let folder = "execution-probe-\(getpid())"
        mkdir(folder, 0o700)
        let store: any Store
        if isMemory {
            store = InMemoryStore(now: clock.now)
        } else {
            store = try await SQLiteStore.open(path: folder + "/probe.db", mode: .create)
        }
        let secrets = SecretResolver(environment: [:], roots: [])
        let services = ExecutionServices(
            store: store, pool: SessionPool(), catalog: ScopeCatalog(store: store), secrets: secrets,
            connections: NoOpServer(concurrency: concurrency))
        try await prepare(store, now: clock.now, concurrency: concurrency)
        _ = try await ToolSync(services).sync(
            connection: "git", organization: "acme", environment: "dev", requester: Requester("user:probe"))

        let submitted = ContinuousClock.now
        _ = try await BatchSubmitter(services).submit(
            SubmissionRequest(
                organization: "acme", environment: "dev", name: "probe", spec: spec(count, concurrency),
                requester: "user:probe"))
        let started = ContinuousClock.now
        let report = try await RunLoop(
            services, options: RunLoopOptions(name: "probe", host: "here", concurrency: concurrency)
        ).run()
        let ended = ContinuousClock.now
        let events = try await store.auditHead().nextSequence
        await services.pool.shutdown(grace: .immediate)
        await store.close()
        let seconds = started.duration(to: ended) / .seconds(1)
        print("submit \(submitted.duration(to: started)), run \(started.duration(to: ended))")
        print("\(report.ended[.succeeded] ?? 0) of \(count) succeeded, \(Int(Double(count) / seconds)) runs/s")
        print("\(events) audit events")
    }

    private static func spec(_ count: Int, _ concurrency: Int) -> JSONValue {
        [
            "concurrency": JSONValue(concurrency), "priority": 5, "queue": "default",
            "retry": ["attempts": 3, "max": "5m", "min": "2s"],
            "matrix": ["n": ["range": ["from": 1, "step": 1, "to": JSONValue(count)]]],
            "items": [
                [
                    "name": "a", "once": false,
                    "toolRun": ["agent": "bot", "input": ["n": ["fromMatrix": "n"]], "tool": "git/echo"],
                    "expect": [["equals": false, "path": "/isError"]],
                ]
            ],
        ]
    }

    private static func prepare(_ store: any Store, now: Timestamp, concurrency: Int) async throws {
        let objects: [(kind: String, environment: String?, name: String, spec: JSONValue)] = [
            (
                "Environment", nil, "dev",
                [
                    "rules": ["forbidTrifecta": false, "requirePins": false, "requireVersions": false],
                    "timeZone": "UTC", "type": "dev",
                ]
            ),
            (
                "Connection", "dev", "git",
                [
                    "command": ["none"], "maxConcurrency": JSONValue(concurrency), "protocol": "auto",
                    "sync": ["vanished": "disable"], "timeout": "30s", "transport": "stdio",
                ]
            ),
            (
                "Agent", "dev", "bot",
                [
                    "connection": "git", "enabled": true, "mode": "runner", "slug": "bot", "tools": ["git/*"],
                    "version": "1.0.0",
                ]
            ),
            (
                "Policy", nil, "all",
                [
                    "active": true, "bindings": [["id": "acme", "scope": "org"]],
                    "rules": [
                        [
                            "action": "tool.invoke", "effect": "allow", "id": "r", "target": "tool:git/*",
                            "conditions": ["arguments": ["/n": ["min": 0]]],
                        ]
                    ],
                ]
            ),
            (
                "Limit", nil, "wide",
                [
                    "backend": "store", "concurrency": JSONValue(concurrency), "onExceeded": "wait",
                    "onUnavailable": "closed", "per": ["agent", "tool"],
                    "rate": ["capacity": 1_000_000, "every": "1s", "refill": 1_000_000], "scope": ["tool": "git/*"],
                ]
            ),
        ]
        try await store.write { rows throws(StoreError) in
            for object in objects {
                let text = object.spec.canonicalText
                _ = try rows.insert(
                    ObjectRecord(
                        uid: rows.nextID(now),
                        key: ObjectKey(
                            kind: object.kind, organization: "acme", environment: object.environment, name: object.name),
                        metadata: "{}", spec: text, digest: ContentDigest.of(text.utf8), createdAt: now, updatedAt: now)
                )
            }
            _ = try rows.raiseSerial()
        }
    }
}

/// Answers every call at once with nothing.
private struct NoOpServer: ConnectionProvider {
    let concurrency: Int

    func pooled(_ connection: ExecutionScope.Connection, in scope: Scope) async throws -> PooledConnection {
        var options = SessionOptions()
        options.preference = .legacy
        return PooledConnection(
            key: connection.name, digest: connection.launchDigest, maxConcurrency: concurrency, options: options
        ) { () async throws(MCPError) in
            InProcessTransport { message in
                guard let id = message["id"], let method = message["method"]?.string else { return [] }
                let result: JSONValue
                switch method {
                case "initialize":
                    result = [
                        "capabilities": ["tools": [:]], "protocolVersion": "2025-11-25",
                        "serverInfo": ["name": "no-op", "version": "1"],
                    ]
                case "tools/list": result = ["tools": [["name": "echo", "inputSchema": ["type": "object"]]]]
                default: result = ["content": [["text": "ok", "type": "text"]]]
                }
                return [["id": id, "jsonrpc": "2.0", "result": result]]
            }
        }
    }
}
