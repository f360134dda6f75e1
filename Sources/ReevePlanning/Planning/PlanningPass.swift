internal import ReeveDiagnostics
internal import ReeveModel
internal import ReeveStore

/// The state of one plan while it is made. Each step is a method in a file of its own.
struct PlanningPass {
    let match: DesiredMatch
    let snapshot: StoreSnapshot
    let options: PlanOptions

    /// The changes in no order. Their references are empty until ``resolveReferences()``.
    var drafts: [Draft] = []
    var drift: [DriftedObject] = []
    var conflicts: [PlanConflict] = []
    var guards: [PlanGuard] = []
    var diagnostics: [Diagnostic] = []
    var notes: [String] = []
    var reads: [ObjectKey: Int64] = [:]
    /// Keys that no object has after the plan. For an object of a renamed scope, this is the key under the new name.
    var removedKeys: Set<ObjectKey> = []
    /// Keys that an object has after the plan and none had before. Objects that move with their scope do not count.
    var addedKeys: Set<ObjectKey> = []

    /// A change that is not yet part of the plan.
    struct Draft {
        let action: PlannedAction
        let key: ObjectKey
        var newKey: ObjectKey?
        let reason: ChangeReason
        var before: PlannedChange.Content?
        /// Set for an object that moves with its scope and is not declared.
        var after: PlannedChange.Content?
        /// The place in `match.desired`; nil where the change writes no declared content.
        var desired: Int?
        var head: ObjectHead?
        var source: ObjectSource?
        var references: [PlannedChange.Reference] = []

        var finalKey: ObjectKey { newKey ?? key }
    }

    init(match: DesiredMatch, snapshot: StoreSnapshot, options: PlanOptions) {
        self.match = match
        self.snapshot = snapshot
        self.options = options
    }

    /// Whether an object has this key after the plan.
    func exists(_ key: ObjectKey) -> Bool {
        addedKeys.contains(key) || match.headIndex[key] != nil && !removedKeys.contains(key)
    }

    /// The key that a stored object has after scopes are renamed.
    func finalKey(of head: ObjectHead) -> ObjectKey { match.moves.target(of: head.key) }
}
