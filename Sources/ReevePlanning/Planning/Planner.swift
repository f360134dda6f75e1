internal import ReeveDiagnostics
internal import ReeveJSON
package import ReeveModel
internal import ReeveStore

/// Computes plans. Pure: no clock, no store, no files; the same inputs give the same plan.
package enum Planner {
    /// Plans in one step, where all records are at hand.
    package static func plan(desired: [ResourceObject], snapshot: StoreSnapshot, options: PlanOptions) -> Plan {
        plan(
            DesiredMatch(desired: desired, heads: snapshot.heads, options: options), snapshot: snapshot,
            options: options)
    }

    /// The second step: `snapshot` holds the records and referrers that `match` named.
    package static func plan(_ match: DesiredMatch, snapshot: StoreSnapshot, options: PlanOptions) -> Plan {
        var pass = PlanningPass(match: match, snapshot: snapshot, options: options)
        pass.diagnostics = match.selectionMistakes
        pass.matchDeclared()
        pass.removeUndeclared()
        pass.carryAlong()
        pass.resolveReferences()
        pass.checkUniqueKeys()
        pass.guardRemovals()
        pass.guardScopes()
        pass.guardStewards()
        pass.sortGuards()
        pass.noteEditedOnes()
        let changes = pass.orderedChanges()
        let access = options.access.compare(changes: changes, snapshot: snapshot, desired: match.desired)
        return Plan(
            id: options.planID, createdAt: options.now, tool: options.tool,
            base: Plan.Base(store: snapshot.store, serial: snapshot.serial), set: options.set,
            inputDigest: match.inputDigest, changes: changes,
            pins: pass.pinChanges(),
            drift: pass.drift.sorted { $0.key < $1.key }, conflicts: pass.conflicts.sorted { $0.key < $1.key },
            guards: pass.guards, access: access.changes, findings: access.findings.sorted(),
            diagnostics: pass.diagnostics.sorted(), notes: pass.notes, reads: pass.reads)
    }
}

/// The state of one plan while it is made; each step is a method in a file of its own.
struct PlanningPass {
    let match: DesiredMatch
    let snapshot: StoreSnapshot
    let options: PlanOptions

    /// In no order yet, without references; ``resolveReferences()`` fills those in.
    var drafts: [Draft] = []
    var drift: [DriftedObject] = []
    var conflicts: [PlanConflict] = []
    var guards: [PlanGuard] = []
    var diagnostics: [Diagnostic] = []
    var notes: [String] = []
    var reads: [ObjectKey: Int64] = [:]
    /// Keys that no object has after the plan; of what was in a renamed scope, as they would be there.
    var removedKeys: Set<ObjectKey> = []
    /// Keys that have an object after the plan and had none before; what moves with its scope is none.
    var addedKeys: Set<ObjectKey> = []

    /// A change on its way into the plan.
    struct Draft {
        let action: PlannedAction
        let key: ObjectKey
        var newKey: ObjectKey?
        let reason: ChangeReason
        var before: PlannedChange.Content?
        /// For what moves with its scope and is not declared.
        var after: PlannedChange.Content?
        /// Place in `match.desired`, for what writes content.
        var desired: Int?
        var head: ObjectHead?
        var source: ReeveModel.ObjectSource?
        var references: [PlannedChange.Reference] = []

        var finalKey: ObjectKey { newKey ?? key }
    }

    init(match: DesiredMatch, snapshot: StoreSnapshot, options: PlanOptions) {
        self.match = match
        self.snapshot = snapshot
        self.options = options
    }

    /// Whether there is an object under this key after the plan.
    func exists(_ key: ObjectKey) -> Bool {
        addedKeys.contains(key) || match.headIndex[key] != nil && !removedKeys.contains(key)
    }

    /// The key of a stored object after scopes were renamed.
    func finalKey(of head: ObjectHead) -> ObjectKey { match.moves.target(of: head.key) }
}

extension PlannedChange.Content {
    init(_ record: ObjectRecord) {
        self.init(metadata: record.metadata, spec: record.spec, digest: record.digest)
    }

    init(_ object: ResourceObject) {
        self.init(metadata: object.metadata.canonicalText, spec: object.spec, digest: object.digest)
    }
}
