package import ReeveAudit
package import ReeveJSON
package import ReeveModel

/// Everything that one apply writes, in one transaction.
package struct ObjectChangeSet: Sendable {
    /// The store that the plan was made from, or ``StoreHead/noStoreID``; see ``StoreHead/takes(planFor:)``. Any other
    /// store refuses with `wrongStore`.
    package var store: ULID
    /// The serial that was read; for information, an unrelated change does not matter.
    package var baseSerial: Int64
    /// At most one change for each key, in ascending order of keys.
    package let changes: OnDemand<ObjectChange>
    /// Objects that the plan only read, at the generation it saw; 0 stands for "did not exist".
    package var expectedGenerations: [ObjectKey: Int64]
    /// Organizations and environments that must be there after the change set, since it writes objects in them.
    package var neededScopes: Set<ObjectKey>
    package var pins: [PinChange]
    package var revision: RevisionDraft
    /// What the revision keeps of each change: canonical JSON with before and after, masked.
    package var documents: OnDemand<String>
    package var events: OnDemand<AuditEvent>
    /// Unfinished runs that need a deleted object are cancelled instead of refusing the delete.
    package var cancelsRuns: Bool
    /// The time of every row that is written.
    package var now: Timestamp

    /// - Parameter changes: in any order.
    package init(
        store: ULID, baseSerial: Int64, changes: [ObjectChange] = [],
        expectedGenerations: [ObjectKey: Int64] = [:], neededScopes: Set<ObjectKey> = [], pins: [PinChange] = [],
        revision: RevisionDraft,
        documents: OnDemand<String> = [], events: OnDemand<AuditEvent> = [],
        cancelsRuns: Bool = false, now: Timestamp
    ) {
        self.init(
            store: store, baseSerial: baseSerial, changesByKey: OnDemand(changes.sorted { $0.key < $1.key }),
            expectedGenerations: expectedGenerations, neededScopes: neededScopes, pins: pins, revision: revision,
            documents: documents,
            events: events, cancelsRuns: cancelsRuns, now: now)
    }

    /// - Parameter changes: in ascending order of keys.
    package init(
        store: ULID, baseSerial: Int64, changesByKey changes: OnDemand<ObjectChange>,
        expectedGenerations: [ObjectKey: Int64] = [:], neededScopes: Set<ObjectKey> = [], pins: [PinChange] = [],
        revision: RevisionDraft,
        documents: OnDemand<String> = [], events: OnDemand<AuditEvent> = [],
        cancelsRuns: Bool = false, now: Timestamp
    ) {
        self.store = store
        self.baseSerial = baseSerial
        self.changes = changes
        self.expectedGenerations = expectedGenerations
        self.neededScopes = neededScopes
        self.pins = pins
        self.revision = revision
        self.documents = documents
        self.events = events
        self.cancelsRuns = cancelsRuns
        self.now = now
    }

    /// Nothing to change: applying it writes nothing, not even an event.
    package var isEmpty: Bool { changes.isEmpty && pins.isEmpty }
}
