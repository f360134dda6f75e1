import ReeveAudit
import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import ReeveStoreSQL
import TestSupport

/// The stores that laws hold over.
enum PlanningStore: String, CaseIterable, Sendable {
    case memory
    case sqlite

    static let start = Timestamp(microseconds: 1_795_000_000_000_000)

    func with<T>(_ body: (any Store) async throws -> T) async throws -> T {
        switch self {
        case .memory: return try await body(InMemoryStore(now: Self.start))
        case .sqlite:
            return try await TestFolder.with { folder in
                let store = try await SQLiteStore.open(
                    path: folder + "/reeve.db", mode: .create, options: .init(now: Self.start))
                return try await closing(store, by: { await $0.close() }) { try await body($0) }
            }
        }
    }
}

extension Store {
    func plan(
        _ set: String, _ desired: [ResourceObject], id: UInt64, _ change: (inout PlanOptions) -> Void = { _ in }
    ) async throws -> Plan {
        var options = Sample.options(set, id: id)
        options.prunes = true
        options.maxDeletes = 1_000
        options.maxDeleteShare = 100
        change(&options)
        return try await plan(desired: desired, options: options)
    }

    @discardableResult
    func carryOut(_ plan: Plan, cancelsRuns: Bool = false) async throws(ApplyError) -> ApplyOutcome {
        var request = ApplyRequest(
            actor: AuditEvent.Actor(kind: .operatingSystemUser, id: "os:me@host"), now: PlanningStore.start)
        request.maxDeletes = 1_000
        request.maxDeleteShare = 100
        request.cancelsRuns = cancelsRuns
        request.confirmed = Set(plan.changes.map(\.key))
        return try await Applier(store: self).apply(plan, request: request)
    }
}

/// The cause of the refusal; nil where the plan was applied.
func refusal(_ body: () async throws(ApplyError) -> Void) async -> ApplyError.Code? {
    do throws(ApplyError) {
        try await body()
        return nil
    } catch {
        return error.code
    }
}

/// Declared objects with their scope, their unique keys as the kinds have them.
enum Declared {
    static func object(
        _ kind: String, _ scope: String, _ name: String, _ spec: JSONValue = [:],
        references: [ObjectReference] = [], renamedFrom: String? = nil, line: Int = 1
    ) -> ResourceObject {
        let parts = scope.split(separator: "/").map(String.init)
        let key = ObjectKey(
            kind: kind, organization: parts.first, environment: parts.count > 1 ? parts[1] : nil, name: name)
        let keys =
            KindRegistry.standard.description(of: kind)?.uniqueKeys(CanonicalObject(spec.object ?? [:]), key) ?? []
        return ResourceObject(
            key: key, metadata: ObjectMetadata(renamedFrom: renamedFrom), spec: spec.canonicalText,
            references: references, uniqueKeys: keys.map { $0.at(line: line + 5, column: 9) },
            source: ObjectSource(file: "manifests/a.yaml", line: line))
    }

    static func organization(_ name: String, renamedFrom: String? = nil) -> ResourceObject {
        object("Organization", "", name, ["currency": "USD"], renamedFrom: renamedFrom)
    }

    static func environment(_ organization: String, _ name: String, renamedFrom: String? = nil) -> ResourceObject {
        object("Environment", organization, name, ["type": "dev"], renamedFrom: renamedFrom)
    }

    static func agent(_ scope: String, _ name: String, connection: String) -> ResourceObject {
        object(
            "Agent", scope, name, ["slug": .string(name), "connection": .string(connection)],
            references: [ObjectReference(pointer: "/connection", kind: "Connection", name: connection)])
    }

    static func connection(_ scope: String, _ name: String) -> ResourceObject {
        object("Connection", scope, name, ["transport": "stdio", "command": ["run", .string(name)]])
    }
}
