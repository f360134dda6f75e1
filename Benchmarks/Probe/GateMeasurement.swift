import Glibc
import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveMCP
import ReeveModel
import ReeveStore
import ReeveStoreSQL

/// Runs a second through the whole gate, into a store whose every commit is durable.
///
/// The server is in this process and does nothing; the protocol to it is the one of a pipe.
enum GateMeasurement {
    /// `RUNS CONCURRENCY FOLDER`
    static func run(_ words: [String]) async throws {
        guard words.count == 3, let count = Int(words[0]), let concurrency = Int(words[1]) else { exit(64) }
        let clock = SystemExecutionClock()
        let store = try await SQLiteStore.open(path: words[2] + "/gate.db", mode: .create)
        let secrets = SecretResolver(environment: [:], roots: [])
        let services = ExecutionServices(
            store: store, pool: SessionPool(), catalog: ScopeCatalog(store: store), secrets: secrets,
            connections: NoOpServer(concurrency: concurrency))
        try await prepare(store, now: clock.now, concurrency: concurrency)
        _ = try await ToolSync(services).sync(
            connection: "git", organization: "acme", environment: "dev", requester: Requester("os:bench@here"))
        let submitted = try await Probe.time {
            _ = try await BatchSubmitter(services).submit(
                SubmissionRequest(
                    organization: "acme", environment: "dev", name: "bench", spec: spec(count, concurrency),
                    requester: "os:bench@here"))
        }
        let loop = RunLoop(services, options: RunLoopOptions(name: "bench", host: "here", concurrency: concurrency))
        let processor = Probe.processorTime
        let microseconds = try await Probe.time { _ = try await loop.run() }
        let used = Probe.processorTime - processor
        let succeeded = try await store.read { rows throws(StoreError) in
            try rows.runCount(RunFilter(statuses: [.succeeded]))
        }
        let events = try await store.auditHead().nextSequence
        await services.pool.shutdown(grace: .immediate)
        await store.close()
        Probe.report([
            "succeeded": JSONValue(succeeded), "runs_per_second": Probe.rate(count, microseconds),
            "submitted_per_second": Probe.rate(count, submitted), "audit_events": JSONValue(events),
            "processor_microseconds_per_run": JSONValue(used / Int64(count)),
        ])
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
                let key = ObjectKey(
                    kind: object.kind, organization: "acme", environment: object.environment, name: object.name)
                _ = try rows.insert(
                    ObjectRecord(
                        uid: rows.nextID(now), key: key, metadata: "{}", spec: text,
                        digest: ObjectDigest.of(key: key, metadata: "{}", spec: text), createdAt: now, updatedAt: now))
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
            key: connection.name, identity: connection.identity, maxConcurrency: concurrency, options: options
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
