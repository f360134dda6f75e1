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

/// What happens to one object.
package struct ObjectChange: Sendable, Hashable {
    package enum Action: String, Sendable, Hashable, CaseIterable {
        case create
        case update
        case delete
        /// Delete and create under the same key with a new uid.
        case replace
        /// An update that also takes an unowned object, or one of another set, into the set of the content.
        case adopt
        /// An update that also changes the key; the uid stays.
        case rename
        /// Changes the key alone, since the scope has another name: content, owner, references and uid stay.
        case move
        /// The object stays as it is and belongs to no set any more.
        case forget
    }

    package var action: Action
    /// The key before the change.
    package var key: ObjectKey
    /// 0 for a create: the object must not exist.
    package var expectedGeneration: Int64
    /// Guards against an object that was deleted and made again since; nil is not checked.
    package var expectedUID: ULID?
    /// The key after a rename or move.
    package var newKey: ObjectKey?
    /// What is written; nil for delete, forget and move.
    package var content: ObjectContent?
    /// For a move: the unique keys under the new scope.
    package var movedUniqueKeys: [UniqueKey]

    package init(
        _ action: Action, _ key: ObjectKey, expectedGeneration: Int64 = 0, expectedUID: ULID? = nil,
        newKey: ObjectKey? = nil, content: ObjectContent? = nil, movedUniqueKeys: [UniqueKey] = []
    ) {
        self.action = action
        self.key = key
        self.expectedGeneration = expectedGeneration
        self.expectedUID = expectedUID
        self.newKey = newKey
        self.content = content
        self.movedUniqueKeys = movedUniqueKeys
    }
}

/// The content that a change gives an object.
package struct ObjectContent: Sendable, Hashable {
    /// Canonical JSON; its member `labels` is what objects are selected by.
    package var metadata: String
    package var spec: String
    package var digest: ContentDigest
    package var owningSet: String?
    /// Whether this is what the owning set declares, so that ``ObjectRecord/lastAppliedDigest`` follows it.
    /// False for changes by other hands (`user`, `rollback`), which are drift.
    package var isDeclared: Bool
    package var protection: Protection
    package var references: [ReferenceTarget]
    package var uniqueKeys: [UniqueKey]
    package var source: ObjectSource?

    package init(
        metadata: String, spec: String, digest: ContentDigest, owningSet: String? = nil, isDeclared: Bool = true,
        protection: Protection = .none,
        references: [ReferenceTarget] = [], uniqueKeys: [UniqueKey] = [], source: ObjectSource? = nil
    ) {
        self.metadata = metadata
        self.spec = spec
        self.digest = digest
        self.owningSet = owningSet
        self.isDeclared = isDeclared
        self.protection = protection
        self.references = references
        self.uniqueKeys = uniqueKeys
        self.source = source
    }
}

/// A reference by key: uids are given by apply.
package struct ReferenceTarget: Sendable, Hashable {
    /// A JSON Pointer into the spec.
    package var field: String
    /// The key after the whole change set is applied.
    package var target: ObjectKey

    package init(field: String, target: ObjectKey) {
        self.field = field
        self.target = target
    }
}

/// What applying a change set did.
package enum ApplyOutcome: Sendable, Hashable {
    /// The change set was empty: nothing was written.
    case unchanged(serial: Int64)
    /// The plan was applied before, as this revision: nothing was written.
    case alreadyApplied(serial: Int64)
    /// The uids of what exists under the keys of the change set now, by key after the change.
    case applied(serial: Int64, uids: [ObjectKey: ULID])
}
