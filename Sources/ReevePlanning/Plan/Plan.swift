package import ReeveDiagnostics
package import ReeveJSON
package import ReeveModel

/// What an apply would do, as a value: computed from one snapshot, shown to people, saved to a file,
/// applied in one transaction.
///
/// ```swift
/// let plan = Planner.plan(desired: objects, snapshot: snapshot, options: options)
/// print(PlanTextRenderer().render(plan))
/// ```
package struct Plan: Sendable {
    /// Raised when a reader of older plans would misread this one.
    package static let formatVersion = 1

    package struct Base: Sendable, Hashable {
        /// All zeros where there was no store yet: the plan keeps that, and its digest, when the store is made.
        package let store: ULID
        /// For people; an unrelated change of the store does not matter.
        package let serial: Int64

        package init(store: ULID, serial: Int64) {
            self.store = store
            self.serial = serial
        }
    }

    package var id: ULID
    package var createdAt: Timestamp
    /// Name and version of the program that made it.
    package var tool: String
    package let base: Base
    /// The owner of every object that the manifests declare.
    package var set: String
    /// Over the digests of all declared objects; the order of files does not count.
    package var inputDigest: ContentDigest
    /// In the order of references: what is pointed at comes before what points, deletes the other way round.
    package var changes: [PlannedChange]
    package var pins: [PlannedPin]
    package var drift: [DriftedObject]
    package var conflicts: [PlanConflict]
    package var guards: [PlanGuard]
    package var access: [AccessChange]
    /// What policy analysis says of the result; never stops a plan.
    package var findings: [Diagnostic]
    package var diagnostics: [Diagnostic]
    /// Remarks without a place, one line each.
    package var notes: [String]
    /// Objects that are read and not written, at the generation that was seen.
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

    /// Nothing to write. Drift that is kept, conflicts and diagnostics may still be there.
    package var isEmpty: Bool { changes.isEmpty && pins.isEmpty }

    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// Whether apply can carry it out; confirmations may still be asked for.
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
