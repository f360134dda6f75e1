package import ReeveJSON
package import ReeveModel

/// Refuses a change set that would leave the platform without an active admin, or an organization without an active
/// owner.
struct StewardGuard {
    private let before: Stewards
    /// The places, in the change set, of changes of ``Stewards/kinds``.
    private let places: [Int]

    /// Nil where the change set takes nothing away from anybody.
    ///
    /// - Parameter places: of the changes of ``Stewards/kinds`` in the change set.
    init?(_ set: ObjectChangeSet, places: [Int], rows: any StoreTransaction) throws(StoreError) {
        guard places.contains(where: { set.changes[$0].action != .create }) else { return nil }
        self.places = places
        before = try Stewards.read(rows, now: set.now)
    }

    func check(_ set: ObjectChangeSet, scopes: ScopeApplication) throws(StoreError) {
        var after = before
        let changes = places.map { set.changes[$0] }
        for change in changes where change.action != .forget && change.action != .move { after.remove(change.key) }
        after.move(changes.filter { $0.action == .move }.map { ($0.key, $0.finalKey) })
        for change in changes {
            if let content = change.content { after.put(change.finalKey, spec: content.spec) }
        }
        let lost = after.lost(since: before, moves: scopes.moves, gone: scopes.deletedOrganizations)
        guard let first = lost.first else { return }
        throw StoreError(.lastSteward(of: first.map { ObjectKey(kind: KindName.organization, name: $0) }))
    }
}

extension Stewards {
    /// All users, memberships and service accounts of the store.
    package static func read(_ rows: any StoreReading, now: Timestamp) throws(StoreError) -> Stewards {
        var stewards = Stewards(now: now)
        try rows.everyObject(ObjectFilter(kinds: kinds)) { stewards.put($0.key, spec: $0.spec) }
        return stewards
    }
}
