import ReeveDiagnostics
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReevePlanning
import ReeveStore

/// `plan` and `diff`: what an apply of the manifests would change. Writes nothing.
package struct PlanOperation: Sendable {
    /// Files, folders or `-`; empty for what `reeve.yaml` names.
    package let paths: [String]
    package let shaping: PlanShaping

    package init(paths: [String], shaping: PlanShaping = PlanShaping()) {
        self.paths = paths
        self.shaping = shaping
    }

    /// Makes the plan. A store that does not exist counts as empty. Warnings are events.
    package func run(in context: OperationContext) async throws(OperationError) -> Plan {
        try await context.withStore(.plan) { store in try await plan(against: store, in: context) }
    }

    /// Reads the manifests and makes a plan against an open store.
    func plan(against store: any Store, in context: OperationContext) async throws -> Plan {
        // The store is read while the manifests are read. The plan itself is made from a later read, in one
        // transaction.
        async let reading = store.snapshot()
        let set = await context.readManifests(paths)
        let stored: ObjectSnapshot
        do {
            stored = try await reading
        } catch {
            // Mistakes in the manifests are reported first, even where reading the store has failed too.
            throw set.hasErrors ? OperationError(.invalid(set.diagnostics, set.sources)) : error
        }
        let isDefault = paths.isEmpty
        let wanted = shaping.options(
            in: context, now: context.now, inputIsPartial: !isDefault || set.objects.isEmpty)
        async let inputs = snapshot(of: store, for: set, options: wanted, early: stored)
        let mistakes = try await mistakes(of: set, stored: stored, store: store, now: wanted.now)
        if mistakes.contains(where: { $0.severity == .error }) {
            throw OperationError(.notPlanned(mistakes, set.sources))
        }
        context.tell(mistakes, sources: set.sources)
        try context.checkScope(among: stored.objects.map(\.key) + set.objects.map(\.key))
        context.tellScopeOfVariables()
        var options = wanted
        if isDefault { options.lock = try LockFile(project: context.project).read(in: context) }
        guard let (match, snapshot) = try await inputs else { throw OperationError(.invalid([], set.sources)) }
        var plan = try await Planner.plan(match, snapshot: snapshot, options: options).withAccess(
            store: store, now: options.now)
        let pins = snapshot.pins.pins.count
        if isDefault, options.lock == nil, pins > 0 { plan.notes.append(Self.noteOfMissingLock(pins)) }
        if plan.hasErrors { throw OperationError(.invalid(plan.diagnostics, set.sources)) }
        context.tell(plan.diagnostics, sources: set.sources)
        return plan
    }

    private func mistakes(
        of set: ManifestSet, stored: ObjectSnapshot, store: any Store, now: Timestamp
    ) async throws(StoreError) -> [Diagnostic] {
        var mistakes = set.diagnostics + (await SetChecks.check(set))
        if mistakes.contains(where: { $0.code == "reference.unresolved" }) {
            // A name that is not in the manifests may be that of an object in the store, so the keys of the store are
            // used too.
            let keys = StoredKeys(stored.objects.lazy.map(\.key))
            mistakes = set.diagnostics + (await SetChecks.check(set, stored: keys))
        }
        mistakes += SetChecks.checkNames(set, stored: StoredKeys(stored.objects.lazy.map(\.key)))
        guard !set.hasErrors else { return mistakes }
        return mistakes
            + (try await store.read { rows throws(StoreError) in
                try BoundSubjectCheck.check(set, rows: rows, at: now)
            })
    }

    /// What planning needs from the store; nil where the manifests have errors, so that there is no plan.
    private func snapshot(
        of store: any Store, for set: ManifestSet, options: PlanOptions, early: ObjectSnapshot
    ) async throws(StoreError) -> (DesiredMatch, StoreSnapshot)? {
        if set.hasErrors { return nil }
        return try await store.planningSnapshot(desired: set.objects, options: options, early: early)
    }

    private static func noteOfMissingLock(_ pins: Int) -> String {
        "reeve.lock is not there: \(pins == 1 ? "the pin" : "the \(pins) pins") of the store stay\(pins == 1 ? "s" : "") "
            + "('reeve tools lock' writes the file anew)"
    }
}
