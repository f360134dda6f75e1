import Foundation
import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveMCP
import ReeveModel
import ReevePolicy
import ReeveStore
import TestSupport
import Testing

/// A store with an organization `acme`, an environment `dev`, an agent `bot` and a connection `git`.
struct Harness {
    let folder: URL
    let store: any Store
    let clock: JumpingClock
    let server: FakeServer
    let services: ExecutionServices

    static let echo: JSONValue = [
        "name": "echo", "description": "gives back", "inputSchema": ["type": "object"],
    ]

    /// Calls `body` with a harness, and closes the harness afterwards, also where `body` throws.
    ///
    /// - Parameter answer: what the server does in a call; it gives the arguments back where nothing is said.
    @discardableResult
    static func with<Result>(
        tools: [JSONValue] = [echo], environment variables: [String: String] = [:], synced: Bool = true,
        pool: SessionPool = SessionPool(teardown: .immediate),
        answer: @escaping FakeServer.Tool = { FakeServer.text(JSONValue.object($0).canonicalText) },
        _ body: (Harness) async throws -> Result
    ) async throws -> Result {
        try await TestFolder.with { folder in
            let harness = try await Harness(
                in: folder, tools: tools, environment: variables, synced: synced, pool: pool, answer: answer)
            return try await closing(harness, by: { await $0.close() }, body)
        }
    }

    private init(
        in path: String, tools: [JSONValue], environment variables: [String: String], synced: Bool, pool: SessionPool,
        answer: @escaping FakeServer.Tool
    ) async throws {
        let folder = URL(filePath: path, directoryHint: .notDirectory)
        let clock = JumpingClock()
        store = InMemoryStore(now: clock.now)
        self.folder = folder
        self.clock = clock
        server = FakeServer(tools: tools, answer: answer)
        let secrets = SecretResolver(environment: variables, roots: [folder.path()])
        services = ExecutionServices(
            store: store, clock: clock, pool: pool, catalog: ScopeCatalog(store: store), secrets: secrets,
            connections: FakeConnections(servers: ["git": server], secrets: secrets),
            random: RandomSource(seed: 1))
        try await put(
            "Environment", "dev",
            [
                "rules": ["forbidTrifecta": false, "requirePins": false, "requireVersions": false], "timeZone": "UTC",
                "type": "dev",
            ], environment: nil)
        try await put("Connection", "git", Harness.connection())
        try await put("Agent", "bot", Harness.agent())
        try await put("Policy", "all", Harness.policy())
        try await putUser("anna", role: "owner")
        if synced { try await sync() }
    }

    /// The same services with another clock.
    func services(clock: any ExecutionClock) -> ExecutionServices {
        ExecutionServices(
            store: store, clock: clock, pool: services.pool, catalog: services.catalog, secrets: services.secrets,
            connections: services.connections, random: RandomSource(seed: 2))
    }

    private func close() async {
        await services.pool.shutdown(grace: .immediate)
        await store.close()
    }

    // MARK: Objects

    static func connection(_ more: JSONObject = [:]) -> JSONObject {
        merged(
            [
                "command": ["git-server"], "maxConcurrency": 4, "protocol": "auto", "sync": ["vanished": "disable"],
                "timeout": "30s", "transport": "stdio",
            ], more)
    }

    static func agent(_ more: JSONObject = [:]) -> JSONObject {
        merged(
            [
                "connection": "git", "enabled": true, "mode": "runner", "slug": "bot", "tools": ["git/*"],
                "version": "1.0.0",
            ], more)
    }

    static func tool(_ name: String = "echo", _ more: JSONObject = [:]) -> JSONObject {
        merged(
            [
                "coerce": false, "connection": "git", "enabled": true, "idempotent": false, "maxOutput": "1MiB",
                "tool": .string(name),
            ], more)
    }

    static func policy(effect: String = "allow", conditions: JSONObject? = nil) -> JSONObject {
        var rule: JSONObject = [
            "action": "tool.invoke", "effect": .string(effect), "id": "rule", "target": "tool:git/*",
        ]
        if let conditions { rule["conditions"] = .object(conditions) }
        return ["active": true, "bindings": [["id": "acme", "scope": "org"]], "rules": [.object(rule)]]
    }

    static func merged(_ base: JSONObject, _ more: JSONObject) -> JSONObject {
        var out = base
        for member in more { out[member.key] = member.value }
        return out
    }

    /// Writes an object as an apply would: its row and a higher serial.
    func put(_ kind: String, _ name: String, _ spec: JSONObject, environment: String? = "dev") async throws {
        let isGlobal = ["Organization", "User"].contains(kind)
        let key = ObjectKey(
            kind: kind, organization: isGlobal ? nil : "acme", environment: isGlobal ? nil : environment, name: name)
        let text = JSONValue.object(spec).canonicalText
        let now = clock.now
        try await store.write { rows throws(StoreError) in
            var record = ObjectRecord(
                uid: rows.nextID(now), key: key, metadata: "{}", spec: text,
                digest: ObjectDigest.of(key: key, metadata: "{}", spec: text),
                source: .init(file: "manifests/all.yaml", line: 10, lines: "{\"/rules/0\":14}"), createdAt: now,
                updatedAt: now)
            if let old = try rows.object(key) {
                record.uid = old.uid
                record.generation = old.generation + 1
                try rows.update(record)
            } else {
                _ = try rows.insert(record)
                for field in ["user", "serviceAccount"] where kind == "Membership" {
                    guard let subject = spec[field]?.string else { continue }
                    let key = StoredUniqueKey(
                        name: MembershipSpec.uniqueName(field), scope: "acme", value: subject)
                    _ = try rows.insert(key, uid: record.uid)
                }
            }
            _ = try rows.raiseSerial()
        }
    }

    /// A person with a membership in `acme`, or without one.
    func putUser(_ name: String, role: String?, isActive: Bool = true, isMember: Bool = true) async throws {
        let user: JSONObject = ["active": .bool(isActive), "email": .string(name + "@acme.example"), "role": "user"]
        try await put("User", name, user, environment: nil)
        guard let role else { return }
        try await put(
            "Membership", name, ["active": .bool(isMember), "role": .string(role), "user": .string(name)],
            environment: nil)
    }

    func pin(_ address: String, _ digest: ContentDigest) async throws {
        try await store.write { rows throws(StoreError) in
            try rows.setPin(PinTarget(organization: "acme", environment: "dev", address: address), digest)
            _ = try rows.raiseSerial()
        }
    }

    @discardableResult
    func sync(allowsEmpty: Bool = false) async throws -> ToolSyncReport {
        try await ToolSync(services).sync(
            connection: "git", organization: "acme", environment: "dev", requester: Requester("user:anna"),
            allowsEmpty: allowsEmpty)
    }

    // MARK: Work

    static func item(_ name: String = "a", input: JSONValue = [:], _ more: JSONObject = [:], toolRun: JSONObject = [:])
        -> JSONValue
    {
        let run = merged(["agent": "bot", "input": input, "tool": "git/echo"], toolRun)
        return .object(merged(["name": .string(name), "once": false, "toolRun": .object(run)], more))
    }

    static func spec(_ items: [JSONValue], _ more: JSONObject = [:]) -> JSONValue {
        .object(
            merged(
                [
                    "concurrency": 4, "items": .array(items), "priority": 5, "queue": "default",
                    "retry": ["attempts": 3, "max": "5m", "min": "2s"],
                ], more))
    }

    func submit(
        _ spec: JSONValue, key: String? = nil, strict: Bool = false, by requester: Requester = "user:anna"
    ) async throws -> SubmissionResult {
        try await BatchSubmitter(services).submit(
            SubmissionRequest(
                organization: "acme", environment: "dev", name: "test", spec: spec, idempotencyKey: key,
                requester: requester, isStrict: strict))
    }

    var options: RunLoopOptions {
        RunLoopOptions(
            name: "w1", host: "here", bootID: "b", concurrency: 4, renewEvery: .seconds(864_000),
            grace: .seconds(864_000))
    }

    @discardableResult
    func work(_ options: RunLoopOptions? = nil) async throws -> RunLoopReport {
        try await RunLoop(services, options: options ?? self.options, beforeRescue: { true }).run()
    }

    /// Submits, works, and gives the batch's runs in order of item and cell.
    func run(_ spec: JSONValue, by requester: Requester = "user:anna") async throws -> [RunRecord] {
        let batch = try #require(try await submit(spec, by: requester).batch)
        try await work()
        return try await runs(batch.id)
    }

    func runs(_ batch: ULID) async throws -> [RunRecord] {
        var full: [RunRecord] = []
        for run in try await store.runs(RunFilter(batch: batch)).reversed() {
            if let record = try await store.run(run.id) { full.append(record) }
        }
        return full
    }

    func document(_ run: RunRecord) async throws -> JSONValue {
        try await StoredContent.load(try #require(run.content?.output), from: store)
    }

    func steps(_ run: RunRecord) async throws -> [String] {
        try await store.steps(of: run.id).map(\.message)
    }

    func events(_ run: RunRecord? = nil) async throws -> [AuditEvent] {
        let entries = try await store.auditEntries(AuditFilter(run: run?.id.text))
        return try entries.reversed().map { try AuditEvent(decoding: $0.bytes) }
    }
}
