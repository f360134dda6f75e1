package import ReeveAudit
package import ReeveJSON
package import ReeveModel

/// Everything that one apply writes. It is written in one transaction.
package struct ObjectChangeSet: Sendable {
    /// The store that the plan was made from, or ``StoreHead/noStoreID``. Any other store refuses with `wrongStore`;
    /// see ``StoreHead/takes(planFor:)``.
    package var store: ULID
    /// The serial that the plan read. For information only: a change of other objects does not matter.
    package var baseSerial: Int64
    /// At most one change for each key, in ascending order of keys.
    package let changes: OnDemand<ObjectChange>
    /// Objects that the plan read and does not change, with the generation that it saw; 0 means that the object did not
    /// exist.
    package var expectedGenerations: [ObjectKey: Int64]
    /// Organizations and environments in which the change set writes objects. They must exist after it.
    package var neededScopes: Set<ObjectKey>
    package var pins: [PinChange]
    package var revision: RevisionDraft
    /// What the revision stores about each change: canonical JSON with the object before and after, masked.
    package var documents: OnDemand<String>
    package var events: OnDemand<AuditEvent>
    /// Whether unfinished runs that need a deleted object are cancelled. Otherwise the delete is refused.
    package var cancelsRuns: Bool
    /// The time of every row that the change set writes.
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

    /// Whether there is nothing to change. The application then writes nothing, not even an event.
    package var isEmpty: Bool { changes.isEmpty && pins.isEmpty }
}
