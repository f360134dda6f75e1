package import ReeveModel
package import ReeveStore

extension Store {
    /// Makes a plan from one consistent snapshot: reads the heads, then the records and referrers that the plan needs.
    /// Writes nothing.
    package func plan(desired: [ResourceObject], options: PlanOptions) async throws(StoreError) -> Plan {
        let (match, snapshot) = try await planningSnapshot(desired: desired, options: options)
        return Planner.plan(match, snapshot: snapshot, options: options)
    }

    /// The two inputs of ``Planner/plan(_:snapshot:options:)``, read from one snapshot. Writes nothing.
    ///
    /// - Parameter early: heads that were read a moment ago. They are used where nothing was applied or edited since.
    package func planningSnapshot(
        desired: [ResourceObject], options: PlanOptions, early: ObjectSnapshot? = nil
    ) async throws(StoreError) -> (DesiredMatch, StoreSnapshot) {
        try await read { rows throws(StoreError) in
            let head = try rows.head()
            let isCurrent = early.map { $0.head.storeID == head.storeID && $0.head.serial == head.serial } ?? false
            let edits = try rows.objectEdits()
            let heads = isCurrent && edits.isEmpty ? early?.objects ?? [] : try rows.objectHeadsAsFound(.all, edits)
            let match = DesiredMatch(desired: desired, heads: heads, options: options)
            var snapshot = StoreSnapshot(store: head.storeID, serial: head.serial, heads: match.heads)
            snapshot.edited = Set(edits.map(\.key))
            let editsByKey = edits.byKey
            for key in match.recordKeys(options) {
                snapshot.records[key] = try rows.objectAsWritten(key, editsByKey)?.asFound
            }
            for key in match.referrerKeys(options) {
                guard let uid = match.head(key)?.uid else { continue }
                var found: Set<ObjectKey> = []
                for reference in try rows.references(to: uid, limit: .max).cut.shown {
                    if let from = try rows.object(uid: reference.from)?.key { found.insert(from) }
                }
                snapshot.referrers[key] = found.sorted()
            }
            for object in match.written where !match.heads.isEmpty {
                let own = match.head(movedTo: object.key)?.uid
                for key in object.uniqueKeys.lazy.map({ StoredUniqueKey($0) }) {
                    guard let uid = try rows.holder(of: key), uid != own else { continue }
                    snapshot.holders[key] = try rows.object(uid: uid)?.key
                }
            }
            if match.mayTakeStewards(options) { snapshot.stewards = try Stewards.read(rows, now: options.now) }
            if match.mayConcern(TeamRules.kinds, options) {
                var teams = TeamRules()
                try rows.everyObject(ObjectFilter(kinds: TeamRules.kinds)) { teams.put($0.key, spec: $0.spec) }
                snapshot.teams = teams
            }
            if match.mayConcern([KindName.modelProvider], options) {
                var chains = FallbackChains()
                try rows.everyObject(ObjectFilter(kinds: [KindName.modelProvider])) {
                    chains.put($0.key, spec: $0.spec)
                }
                snapshot.fallbacks = chains
            }
            // A pin that other hands changed counts as absent, so that the plan sets it again.
            for pin in try rows.pins() where pin.isIntact {
                let address = ToolLock.Address(
                    organization: pin.target.organization, environment: pin.target.environment,
                    name: pin.target.address)
                snapshot.pins.pins[address] = pin.digest
            }
            return (match, snapshot)
        }
    }
}
