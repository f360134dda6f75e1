internal import ReeveAudit
internal import ReeveJSON
internal import ReeveModel

/// Carries a change set out in one transaction.
///
/// The order of writing lets objects swap names, unique keys and references within one change set. First everything
/// that goes is released. Then rows that get another name move through a name that no manifest can have. Then the new
/// state is written.
struct ChangeSetApplication {
    private let set: ObjectChangeSet
    private let rows: any StoreTransaction
    /// The uid under each key after the change set.
    private var uids: [ObjectKey: ULID] = [:]
    /// The uids of objects that references point at and the change set does not change.
    private var targets: [ObjectKey: ULID] = [:]
    private var deleted: [(uid: ULID, key: ObjectKey)] = []
    /// The rows that other hands moved or deleted, by the keys that reeve gave them.
    private var edits: [ObjectKey: ObjectEdit] = [:]
    private var scopes = ScopeApplication()
    /// The places of changes of users, memberships and service accounts.
    private var stewardPlaces: [Int] = []

    private init(_ set: ObjectChangeSet, rows: any StoreTransaction) {
        self.set = set
        self.rows = rows
    }

    static func run(_ set: ObjectChangeSet, on rows: any StoreTransaction) throws(StoreError) -> ApplyOutcome {
        let head = try rows.head()
        // This is asked before the id of the store is compared. A plan without a store cannot be applied to a store
        // that has applied one already, so the comparison would refuse a repeated apply.
        if head.mayHaveTaken(planFor: set.store), let serial = try rows.consumedPlan(set.revision.planID) {
            return .alreadyApplied(serial: serial)
        }
        guard head.takes(planFor: set.store) else {
            throw StoreError(.wrongStore(expected: set.store, found: head.storeID))
        }
        guard !set.isEmpty else { return .unchanged(serial: head.serial) }
        var application = ChangeSetApplication(set, rows: rows)
        return try application.run()
    }

    private mutating func run() throws(StoreError) -> ApplyOutcome {
        for (key, generation) in set.expectedGenerations {
            try check(key, expected: generation, uid: nil, found: rows.objectHead(key))
        }
        edits = try rows.objectEdits().byKey
        let steps = try prepare()
        let stewards = try StewardGuard(set, places: stewardPlaces, rows: rows)
        try release(steps)
        try move(steps)
        try scopes.carryOut(set, on: rows)
        for (index, step) in steps.enumerated() { try write(set.changes[index], step) }
        try guardDeletions()
        try scopes.check(set, on: rows)
        try stewards?.check(set, scopes: scopes)
        for pin in set.pins { try rows.setPin(pin.target, pin.digest) }
        try rows.settleEdits()
        let serial = try rows.raiseSerial()
        try rows.insert(Revision(serial: serial, draft: set.revision, appliedAt: set.now))
        for (position, document) in set.documents.enumerated() {
            try rows.insert(change: document, position: position, ofRevision: serial)
        }
        try appendEvents(serial)
        return .applied(serial: serial, uids: uids)
    }

    /// Appends the events some hundreds at a time, so that they are never all in memory.
    private func appendEvents(_ serial: Int64) throws(StoreError) {
        for start in stride(from: 0, to: set.events.count, by: 512) {
            let end = min(set.events.count, start + 512)
            var events = (start..<end).map { set.events[$0].atRevision(serial) }
            for index in events.indices where events[index].type == .planApplied {
                events[index].context = (events[index].context ?? [:])
                events[index].context?["pins_digest"] = .string(PinDigest.of(try rows.pins()).description)
            }
            try rows.append(events)
        }
    }

    /// A change with the row that it finds. It is small, since most changes of a large set are creates, which find
    /// none.
    private struct Step {
        let uid: ULID
        let old: Old?

        final class Old {
            let change: ObjectChange
            let record: ObjectRecord

            init(_ change: ObjectChange, _ record: ObjectRecord) {
                self.change = change
                self.record = record
            }
        }
    }

    private mutating func prepare() throws(StoreError) -> [Step] {
        var before: Set<ObjectKey> = []
        var after = Set<ObjectKey>(minimumCapacity: set.changes.count)
        var steps: [Step] = []
        steps.reserveCapacity(set.changes.count)
        uids.reserveCapacity(set.changes.count)
        // INVARIANT (key order): rows are written by ascending key, which keeps the pages of the indexes in the cache.
        for (place, change) in set.changes.enumerated() {
            if Stewards.kinds.contains(change.key.kind) { stewardPlaces.append(place) }
            guard change.action == .create || before.insert(change.key).inserted,
                change.action == .delete || after.insert(change.finalKey).inserted
            else { throw StoreError(.invalidRequest, "two changes of \(change.key)") }
            let needsContent = change.action != .delete && change.action != .forget && change.action != .move
            guard needsContent == (change.content != nil), change.takesNewKey == (change.newKey != nil),
                change.newKey?.kind ?? change.key.kind == change.key.kind
            else { throw StoreError(.invalidRequest, "\(change.action) of \(change.key)") }
            if change.action == .create {
                // A taken name is found when the row is inserted. Earlier it is not known: another change of the set
                // may still give the name up.
                let uid = try uidOfDeletedByHand(change.key) ?? rows.nextID(set.now)
                uids[change.key] = uid
                steps.append(Step(uid: uid, old: nil))
                continue
            }
            let old = try rows.objectAsWritten(change.key, edits)
            try check(change.key, expected: change.expectedGeneration, uid: change.expectedUID, found: old?.head)
            guard let old else { throw StoreError(.missing(.object(change.key))) }
            // A forget or a move writes the row as it is found. Where other hands have changed the row, the new seal
            // would vouch for their change.
            guard needsContent || change.action == .delete || old.isIntact else {
                throw StoreError(.edited(.object(change.key)), "apply its own set first")
            }
            if change.deletes { deleted.append((old.uid, change.key)) }
            scopes.note(change)
            let uid = change.action == .replace ? rows.nextID(set.now) : old.uid
            if change.action != .delete { uids[change.finalKey] = uid }
            steps.append(Step(uid: uid, old: Step.Old(change, old)))
        }
        return steps
    }

    /// The uid of an object that other hands deleted, for the create that brings the object back: other objects and
    /// runs still refer to that uid. Removes the references and unique keys of the old row.
    private func uidOfDeletedByHand(_ key: ObjectKey) throws(StoreError) -> ULID? {
        guard let edit = edits[key], edit.found == nil else { return nil }
        try rows.deleteReferences(from: edit.uid)
        try rows.deleteUniqueKeys(of: edit.uid)
        return edit.uid
    }

    private func check(_ key: ObjectKey, expected: Int64, uid: ULID?, found: ObjectHead?) throws(StoreError) {
        let generation = found?.generation ?? 0
        guard generation == expected, uid == nil || uid == found?.uid else {
            throw StoreError(.staleGeneration(key, expected: expected, found: generation))
        }
    }

    private func release(_ steps: [Step]) throws(StoreError) {
        for case let old? in steps.lazy.map(\.old) where old.change.action != .forget {
            if old.change.action != .move { try rows.deleteReferences(from: old.record.uid) }
            try rows.deleteUniqueKeys(of: old.record.uid)
            if old.change.deletes { try rows.deleteObject(uid: old.record.uid) }
        }
    }

    private func move(_ steps: [Step]) throws(StoreError) {
        let moving = steps.compactMap(\.old).filter { $0.change.moves }
        for old in moving {
            // A parked name. No manifest can have it, since `*` is outside the alphabet of names.
            let parked = ObjectKey(
                kind: old.change.key.kind, organization: old.change.key.organization,
                environment: old.change.key.environment, name: "*" + old.record.uid.text)
            try rows.move(uid: old.record.uid, to: parked)
        }
        for old in moving {
            if try rows.objectHead(old.change.finalKey) != nil {
                throw StoreError(.alreadyExists(.object(old.change.finalKey)))
            }
            try rows.move(uid: old.record.uid, to: old.change.finalKey)
        }
    }

    /// Writes the row, then its unique keys and references.
    private mutating func write(_ change: ObjectChange, _ step: Step) throws(StoreError) {
        if change.action == .delete { return }
        if change.inserts {
            guard let content = change.content else { return }
            var record = ObjectRecord(
                uid: step.uid, key: change.finalKey, metadata: "", spec: "", digest: content.digest,
                createdAt: set.now, updatedAt: set.now)
            record.take(content)
            guard try rows.insert(record) else {
                try check(change.finalKey, expected: 0, uid: nil, found: rows.objectHead(change.finalKey))
                throw StoreError(.alreadyExists(.object(change.finalKey)))
            }
        } else if var record = step.old?.record {
            if change.action == .move {
                record.lastAppliedDigest = record.lastAppliedDigest(underKey: change.finalKey)
                record.digest = record.digest(underKey: change.finalKey)
            }
            record.key = change.finalKey
            record.generation += 1
            record.updatedAt = set.now
            if let content = change.content { record.take(content) }
            if change.action == .forget { record.forget() }
            try rows.update(record)
        }
        for key in change.content?.uniqueKeys ?? change.movedUniqueKeys {
            guard try rows.insert(key, uid: step.uid) else {
                let owner = try rows.holder(of: key).flatMap { uid throws(StoreError) in try rows.object(uid: uid)?.key
                }
                throw StoreError(.uniqueViolation(name: key.name, value: key.value, by: owner ?? change.finalKey))
            }
        }
        for reference in change.content?.references ?? [] {
            let target = try uid(of: reference.target)
            try rows.insert(StoredReference(from: step.uid, field: reference.field, to: target))
        }
    }

    private mutating func uid(of key: ObjectKey) throws(StoreError) -> ULID {
        if let known = uids[key] ?? targets[key] { return known }
        guard let head = try rows.objectHead(key) else { throw StoreError(.missing(.object(key))) }
        targets[key] = head.uid
        return head.uid
    }

    private func guardDeletions() throws(StoreError) {
        for (uid, key) in deleted {
            let references = try rows.references(to: uid, limit: 10).cut.shown
            if !references.isEmpty {
                var names: Set<ObjectKey> = []
                for reference in references {
                    if let by = try rows.object(uid: reference.from)?.key { names.insert(by) }
                }
                throw StoreError(.referenced(key, by: names.sorted()))
            }
            let runs = try rows.unfinishedRuns(needing: uid, limit: set.cancelsRuns ? Int.max : 10)
            guard !runs.isEmpty else { continue }
            guard set.cancelsRuns else { throw StoreError(.neededByRuns(key, runs: runs)) }
            for run in runs {
                _ = try rows.cancel(run: run, reason: .cancelledUser, actor: set.revision.actor, now: set.now)
            }
        }
    }
}

extension ObjectChange {
    var finalKey: ObjectKey { newKey ?? key }
    fileprivate var takesNewKey: Bool { action == .rename || action == .move }
    var deletes: Bool { action == .delete || action == .replace }
    fileprivate var inserts: Bool { action == .create || action == .replace }
    fileprivate var moves: Bool { finalKey != key && !inserts && !deletes }
}

extension ObjectRecord {
    fileprivate mutating func take(_ content: ObjectContent) {
        metadata = content.metadata
        spec = content.spec
        digest = content.digest
        owningSet = content.owningSet
        protection = content.protection
        source = content.source ?? source
        if content.isDeclared {
            lastAppliedDigest = content.digest
            lastAppliedSpec = content.spec
        }
    }

    fileprivate mutating func forget() {
        owningSet = nil
        lastAppliedDigest = nil
        lastAppliedSpec = nil
    }
}

extension AuditEvent {
    fileprivate func atRevision(_ serial: Int64) -> AuditEvent {
        var event = self
        event.revision = serial
        return event
    }
}
