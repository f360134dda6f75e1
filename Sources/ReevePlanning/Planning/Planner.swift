internal import ReeveJSON
package import ReeveModel
internal import ReeveStore

/// Computes plans. Pure: no clock, no store, no files. The same inputs give the same plan.
package enum Planner {
    /// Makes a plan in one step, from a snapshot with all records.
    package static func plan(desired: [ResourceObject], snapshot: StoreSnapshot, options: PlanOptions) -> Plan {
        plan(
            DesiredMatch(desired: desired, heads: snapshot.heads, options: options), snapshot: snapshot,
            options: options)
    }

    /// The second step. `snapshot` must hold the records and referrers that `match` names.
    package static func plan(_ match: DesiredMatch, snapshot: StoreSnapshot, options: PlanOptions) -> Plan {
        var pass = PlanningPass(match: match, snapshot: snapshot, options: options)
        pass.diagnostics = match.selectionMistakes
        pass.matchDeclared()
        pass.removeUndeclared()
        pass.carryAlong()
        pass.resolveReferences()
        pass.checkUniqueKeys()
        pass.checkTeams()
        pass.checkFallbacks()
        pass.guardRemovals()
        pass.guardScopes()
        pass.guardStewards()
        pass.sortGuards()
        pass.noteEditedOnes()
        let changes = pass.orderedChanges()
        return Plan(
            id: options.planID, createdAt: options.now, tool: options.tool,
            base: Plan.Base(store: snapshot.store, serial: snapshot.serial), set: options.set,
            inputDigest: match.inputDigest, changes: changes,
            pins: pass.pinChanges(),
            drift: pass.drift.sorted { $0.key < $1.key }, conflicts: pass.conflicts.sorted { $0.key < $1.key },
            guards: pass.guards, diagnostics: pass.diagnostics.sorted(), notes: pass.notes, reads: pass.reads)
    }
}

extension PlannedChange.Content {
    init(_ record: ObjectRecord) {
        self.init(metadata: record.metadata, spec: record.spec, digest: record.digest)
    }

    init(_ object: ResourceObject) {
        self.init(metadata: object.metadata.canonicalText, spec: object.spec, digest: object.digest)
    }
}
