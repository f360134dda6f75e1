import ReeveJSON
import ReeveModel
import ReeveStore

/// The objects that measurements of runs need: an environment, a connection, an agent, a rule, a wide limit.
enum BenchScope {
    typealias Object = (kind: String, environment: String?, name: String, spec: JSONValue)

    /// - Parameter more: objects in the place of those of the same kind and name, or beside them.
    static func prepare(
        _ store: any Store, now: Timestamp, concurrency: Int, more: [Object] = []
    ) async throws {
        var objects: [Object] = [
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
        objects.removeAll { old in more.contains { $0.kind == old.kind && $0.name == old.name } }
        objects += more
        try await store.write { [objects] rows throws(StoreError) in
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
