package import ReeveDiagnostics
package import ReeveJSON
package import ReeveModel

/// What an apply would do, as a value. It is computed from one snapshot, shown to people, saved to a file, and applied
/// in one transaction.
///
/// ```swift
/// let plan = Planner.plan(desired: objects, snapshot: snapshot, options: options)
/// print(PlanTextRenderer().render(plan))
/// ```
package struct Plan: Sendable {
    /// Raised when a reader of the older form would misread a plan.
    package static let formatVersion = 1

    package struct Base: Sendable, Hashable {
        /// The id of the store; all zeros where there was no store yet. A plan keeps this value, and so its digest,
        /// after the store is made.
        package let store: ULID
        /// The serial of the store. For people only: a change of other objects does not matter.
        package let serial: Int64

        package init(store: ULID, serial: Int64) {
            self.store = store
            self.serial = serial
        }
    }

    package var id: ULID
    package var createdAt: Timestamp
    /// Name and version of the program that has made the plan.
    package var tool: String
    package let base: Base
    /// The set that owns every object which the manifests declare.
    package var set: String
    /// The digest over the digests of all declared objects. The order of files does not matter.
    package var inputDigest: ContentDigest
    /// In the order of references. An object is written before the objects that refer to it, and deleted after them.
    package var changes: [PlannedChange]
    package var pins: [PlannedPin]
    package var drift: [DriftedObject]
    package var conflicts: [PlanConflict]
    package var guards: [PlanGuard]
    package var access: [AccessChange]
    /// The findings of policy analysis about the result. They never stop a plan.
    package var findings: [Diagnostic]
    package var diagnostics: [Diagnostic]
    /// Remarks that have no place in a file, one line each.
    package var notes: [String]
    /// Objects that the plan has read and does not write, with the generation that it saw.
    package var reads: [ObjectKey: Int64]

    package init(
        id: ULID, createdAt: Timestamp, tool: String, base: Base, set: String, inputDigest: ContentDigest,
        changes: [PlannedChange] = [], pins: [PlannedPin] = [], drift: [DriftedObject] = [],
        conflicts: [PlanConflict] = [], guards: [PlanGuard] = [], access: [AccessChange] = [],
        findings: [Diagnostic] = [], diagnostics: [Diagnostic] = [], notes: [String] = [],
        reads: [ObjectKey: Int64] = [:]
    ) {
        self.id = id
        self.createdAt = createdAt
        self.tool = tool
        self.base = base
        self.set = set
        self.inputDigest = inputDigest
        self.changes = changes
        self.pins = pins
        self.drift = drift
        self.conflicts = conflicts
        self.guards = guards
        self.access = access
        self.findings = findings
        self.diagnostics = diagnostics
        self.notes = notes
        self.reads = reads
    }

    /// Whether there is nothing to write. A plan without changes may still have drift that is kept, conflicts and
    /// diagnostics.
    package var isEmpty: Bool { changes.isEmpty && pins.isEmpty }

    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// Whether apply can carry the plan out. It may still ask for confirmations.
    package var isApplyable: Bool {
        !hasErrors && conflicts.isEmpty && guards.allSatisfy(\.isLiftedByConfirmation)
    }

    /// All risks, each once.
    package var risks: Set<ChangeRisk> {
        var found: Set<ChangeRisk> = []
        for change in changes { for risk in change.risks { found.insert(risk.risk) } }
        if !pins.isEmpty { found.insert(.toolChanged) }
        return found
    }

    package var summary: PlanSummary { PlanSummary(changes: changes) }
}
