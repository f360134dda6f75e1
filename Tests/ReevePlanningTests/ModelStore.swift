import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore

/// A store as plainly as it can be said: what a plan means, applied to a dictionary.
struct ModelStore {
    static let id = ULID(milliseconds: 1, high: 1, low: 1)

    var serial: Int64 = 0
    var records: [ObjectKey: ObjectRecord] = [:]
    var references: [ObjectKey: [PlannedChange.Reference]] = [:]
    var pins = ToolLock()
    private var nextID: UInt64 = 1

    func snapshot(reversed: Bool = false) -> StoreSnapshot {
        var referrers: [ObjectKey: [ObjectKey]] = [:]
        for (from, targets) in references {
            for reference in targets { referrers[reference.target, default: []].append(from) }
        }
        var heads = records.values.map(\.head).sorted { $0.key < $1.key }
        if reversed { heads.reverse() }
        return StoreSnapshot(
            store: Self.id, serial: serial, heads: heads, records: records,
            referrers: referrers.mapValues { $0.sorted() }, pins: pins)
    }

    mutating func apply(_ plan: Plan) {
        serial += 1
        var removed: [ObjectKey: ObjectRecord] = [:]
        for change in plan.changes where change.action != .forget {
            removed[change.key] = records.removeValue(forKey: change.key)
            references[change.key] = nil
        }
        for change in plan.changes {
            if change.action == .forget {
                records[change.key]?.owningSet = nil
                continue
            }
            guard let content = change.after else { continue }
            let old = change.action == .replace ? nil : removed[change.key]
            let owner = change.action == .move ? old?.owningSet : plan.set
            nextID += 1
            records[change.finalKey] = ObjectRecord(
                uid: old?.uid ?? ULID(milliseconds: 2, high: 0, low: nextID), key: change.finalKey,
                metadata: content.metadata, spec: content.spec, digest: content.digest, owningSet: owner,
                lastAppliedDigest: content.digest, lastAppliedSpec: content.spec,
                generation: (old?.generation ?? 0) + 1, protection: .init(rawValue: content.protectionName) ?? .none,
                createdAt: plan.createdAt, updatedAt: plan.createdAt)
            references[change.finalKey] = change.references
        }
        for pin in plan.pins { pins.pins[pin.address] = pin.after }
    }

    /// Somebody else changes an object: its last applied content stays behind.
    mutating func drift(_ key: ObjectKey, spec: JSONValue) {
        guard var record = records[key] else { return }
        record.spec = spec.canonicalText
        record.digest = ObjectDigest.of(key: key, metadata: record.metadata, spec: record.spec)
        record.generation += 1
        records[key] = record
    }
}

/// Declared objects for tests.
enum Sample {
    static func key(_ kind: String, _ name: String) -> ObjectKey {
        switch kind {
        case "User", "Organization": ObjectKey(kind: kind, name: name)
        case "Environment", "Membership": ObjectKey(kind: kind, organization: "acme", name: name)
        default: ObjectKey(kind: kind, organization: "acme", environment: "prod", name: name)
        }
    }

    static func object(
        _ kind: String, _ name: String, _ spec: JSONValue, metadata: ObjectMetadata = ObjectMetadata(),
        references: [ObjectReference] = [], line: Int = 1, file: String = "manifests/a.yaml"
    ) -> ResourceObject {
        ResourceObject(
            key: key(kind, name), metadata: metadata, spec: spec.canonicalText, references: references,
            source: ObjectSource(file: file, line: line))
    }

    static func connection(
        _ name: String, command: [String] = ["mcp-server-git"], timeout: String = "30s", env: JSONValue = [:],
        metadata: ObjectMetadata = ObjectMetadata(), line: Int = 1
    ) -> ResourceObject {
        object(
            "Connection", name,
            [
                "transport": "stdio", "command": JSONValue(command), "timeout": .string(timeout), "env": env,
                "auth": "none", "protocol": "auto", "maxConcurrency": 4, "sync": ["vanished": "disable"],
            ], metadata: metadata, line: line)
    }

    static func agent(
        _ name: String, connection: String, tools: [String] = [], metadata: ObjectMetadata = ObjectMetadata(),
        line: Int = 1
    ) -> ResourceObject {
        object(
            "Agent", name,
            [
                "version": "1.0.0", "slug": .string(name), "mode": "runner", "connection": .string(connection),
                "inboundAuth": "none", "enabled": true, "tools": JSONValue(tools), "location": "hub",
            ], metadata: metadata,
            references: [
                ObjectReference(
                    pointer: "/connection", kind: "Connection", name: connection, line: line + 4, column: 15)
            ], line: line)
    }

    static func policy(
        _ name: String, agent: String, rules: [JSONValue], metadata: ObjectMetadata = ObjectMetadata(), line: Int = 1
    ) -> ResourceObject {
        object(
            "Policy", name,
            [
                "active": true, "rules": .array(rules),
                "bindings": [["scope": "agent", "id": .string(agent), "priority": 100]],
            ], metadata: metadata,
            references: [
                ObjectReference(pointer: "/bindings/0/id", kind: "Agent", name: agent, looksDown: true)
            ],
            line: line)
    }

    static func rule(_ id: String, _ effect: String = "allow", target: String = "tool:git/*") -> JSONValue {
        ["id": .string(id), "action": "tool.invoke", "target": .string(target), "effect": .string(effect)]
    }

    static func options(_ set: String = "acme-platform", id: UInt64 = 7) -> PlanOptions {
        PlanOptions(
            set: set, planID: ULID(milliseconds: 9, high: 0, low: id),
            now: Timestamp(microseconds: 1_795_000_000_000_000), tool: "reeve 0.1.0")
    }
}

extension ModelStore {
    func plan(
        _ desired: [ResourceObject], reversed: Bool = false, _ change: (inout PlanOptions) -> Void = { _ in }
    ) -> Plan {
        var options = Sample.options()
        change(&options)
        return Planner.plan(desired: desired, snapshot: snapshot(reversed: reversed), options: options)
    }

    /// A store that holds these objects.
    static func holding(_ desired: [ResourceObject], set: String = "acme-platform") -> ModelStore {
        var store = ModelStore()
        store.apply(store.plan(desired) { $0.set = set })
        return store
    }
}
