import ReeveAudit
import ReeveDiagnostics
import ReeveExecution
import ReeveManifest
import ReeveModel
import ReevePlanning
import ReeveStore

/// `tools lock`: writes `reeve.lock` from the latest sync. Its pins count when they are applied.
package struct LockOperation: Sendable {
    package struct Outcome: Sendable {
        /// The changes of the file; empty where it was up to date, and was not written.
        package let changes: [PlannedPin]
        package let pinCount: Int
    }

    package init() {}

    package func run(in context: OperationContext) async throws(OperationError) -> Outcome {
        let file = LockFile(project: context.project)
        let old = try file.read(in: context) ?? ToolLock()
        let new = try await context.withStore(.read) { store in
            let (lock, scopes) = try await lock(store, in: context)
            let there = try await store.read { rows throws(StoreError) in
                Set(try rows.objectHeads(ObjectFilter(kinds: [KindName.environment])).compactMap(\.key.ownScope))
            }
            return Self.merge(lock, of: scopes, into: old, there: there)
        }
        let changes = new.changes(from: old)
        if !changes.isEmpty {
            do {
                try BoundedFile.create(file.path, text: new.yamlText, mode: 0o644, replaces: true)
            } catch {
                throw OperationError.failed("\(error)", code: "lock.not-written")
            }
        }
        return Outcome(changes: changes, pinCount: new.pins.count)
    }

    /// The pins of all scopes with connections; where the caller names a scope, only of that one.
    private func lock(
        _ store: any Store, in context: OperationContext
    ) async throws -> (LockBuilder.Lock, Set<Scope>) {
        let scope = context.scope.named
        let heads = try await store.read { rows throws(StoreError) in
            try rows.objectHeads(
                ObjectFilter(
                    kinds: [KindName.connection], organization: scope.organization, environment: scope.environment))
        }
        let scopes = Set(heads.map(\.key.scope))
        let setup = ExecutionSetup(store: store, context: context, secrets: ExecutionSetup.secrets(of: context))
        do {
            let lock = try await LockBuilder(setup.services).lock(Array(scopes))
            await setup.shutDown()
            return (lock, scopes)
        } catch {
            await setup.shutDown()
            throw error
        }
    }

    /// A scope that was not asked for keeps its pins. A scope that does not exist, or has another name now, loses them.
    private static func merge(
        _ lock: LockBuilder.Lock, of scopes: Set<Scope>, into old: ToolLock, there: Set<Scope>
    ) -> ToolLock {
        var pins = old.pins.filter {
            let scope = Scope(organization: $0.key.organization, environment: $0.key.environment)
            return !scopes.contains(scope) && there.contains(scope)
        }
        for scope in lock.scopes {
            let parts = scope.scope.split(separator: "/").map(String.init)
            guard parts.count == 2 else { continue }
            for entry in scope.entries {
                pins[.init(organization: parts[0], environment: parts[1], name: entry.address)] = entry.digest
            }
        }
        return ToolLock(pins: pins)
    }
}
