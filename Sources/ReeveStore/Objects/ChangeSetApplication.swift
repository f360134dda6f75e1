internal import ReeveAudit
internal import ReeveJSON
internal import ReeveModel

/// Carries a change set out on one transaction.
///
/// The order of writing lets names, unique keys and references be swapped within one change set:
/// everything that goes is released first, then rows move through names that nobody can have, then the
/// new state is taken.
struct ChangeSetApplication {
    private let set: ObjectChangeSet
    private let rows: any StoreTransaction
    /// The uid under each key after the change set.
    private var uids: [ObjectKey: ULID] = [:]
    /// The uids of references' targets that the change set itself leaves alone.
    private var targets: [ObjectKey: ULID] = [:]
    private var deleted: [(uid: ULID, key: ObjectKey)] = []

    private init(_ set: ObjectChangeSet, rows: any StoreTransaction) {
        self.set = set
        self.rows = rows
    }

    static func run(_ set: ObjectChangeSet, on rows: any StoreTransaction) throws(StoreError) -> ApplyOutcome {
        let head = try rows.head()
        guard head.storeID == set.store else {
            throw StoreError(.wrongStore(expected: set.store, found: head.storeID))
        }
        if let serial = try rows.consumedPlan(set.revision.planID) { return .alreadyApplied(serial: serial) }
        guard !set.isEmpty else { return .unchanged(serial: head.serial) }
        var application = ChangeSetApplication(set, rows: rows)
        return try application.run()
    }

    private mutating func run() throws(StoreError) -> ApplyOutcome {
        for (key, generation) in set.expectedGenerations {
            try check(key, expected: generation, uid: nil, found: rows.objectHead(key))
        }
        let steps = try prepare()
        try release(steps)
        try move(steps)
        for step in steps { try writeObject(step) }
        for step in steps { try takeKeysAndReferences(step) }
        try guardDeletions()
        for pin in set.pins { try rows.setPin(pin.target, pin.digest) }
        let serial = try rows.raiseSerial()
        try rows.insert(Revision(serial: serial, draft: set.revision, appliedAt: set.now))
        for (position, document) in set.documents.enumerated() {
            try rows.insert(change: document, position: position, ofRevision: serial)
        }
        try appendEvents(serial)
        return .applied(serial: serial, uids: uids)
    }

    /// Some hundreds at a time, so that they are never in memory together.
    private func appendEvents(_ serial: Int64) throws(StoreError) {
        for start in stride(from: 0, to: set.events.count, by: 512) {
            let end = min(set.events.count, start + 512)
            try rows.append((start..<end).map { set.events[$0].atRevision(serial) })
        }
    }

    /// A change with the row that it finds.
    ///
    /// A class: most changes of a large set are creates, which have no old row, and rooms for one would be most of it.
    private final class Step {
        let change: ObjectChange
        let old: Old?
        let uid: ULID
        /// The content is there already; keys and references stay.
        let keepsContent: Bool

        init(change: ObjectChange, old: ObjectRecord?, uid: ULID, keepsContent: Bool) {
            self.change = change
            self.old = old.map(Old.init)
            self.uid = uid
            self.keepsContent = keepsContent
        }

        final class Old {
            let record: ObjectRecord

            init(_ record: ObjectRecord) { self.record = record }
        }

        var newKey: ObjectKey { change.newKey ?? change.key }
        var deletes: Bool { change.action == .delete || change.action == .replace }
        var inserts: Bool { change.action == .create || change.action == .replace }
        var moves: Bool { newKey != change.key && !inserts && !deletes }
    }

    private mutating func prepare() throws(StoreError) -> [Step] {
        var before: Set<ObjectKey> = []
        var after: Set<ObjectKey> = []
        var steps: [Step] = []
        steps.reserveCapacity(set.changes.count)
        // INVARIANT (key order): rows are written by ascending key, which keeps the indexes' pages hot.
        for change in set.changes.sorted(by: { $0.key < $1.key }) {
            guard change.action == .create || before.insert(change.key).inserted,
                change.action == .delete || after.insert(change.newKey ?? change.key).inserted
            else { throw StoreError(.invalidRequest, "two changes of \(change.key)") }
            let needsContent = change.action != .delete && change.action != .forget
            guard needsContent == (change.content != nil), (change.action == .rename) == (change.newKey != nil),
                change.newKey?.kind ?? change.key.kind == change.key.kind
            else { throw StoreError(.invalidRequest, "\(change.action) of \(change.key)") }
            if change.action == .create {
                // That nothing has the name shows when the row is inserted, after every name was given up that is.
                steps.append(Step(change: change, old: nil, uid: rows.nextID(set.now), keepsContent: false))
                continue
            }
            let old = try rows.object(change.key)
            try check(change.key, expected: change.expectedGeneration, uid: change.expectedUID, found: old?.head)
            guard let old else { throw StoreError(.missing(.object(change.key))) }
            if change.action == .delete || change.action == .replace { deleted.append((old.uid, change.key)) }
            let uid = change.action == .replace ? rows.nextID(set.now) : old.uid
            steps.append(Step(change: change, old: old, uid: uid, keepsContent: change.content == nil))
        }
        return steps
    }

    private func check(_ key: ObjectKey, expected: Int64, uid: ULID?, found: ObjectHead?) throws(StoreError) {
        let generation = found?.generation ?? 0
        guard generation == expected, uid == nil || uid == found?.uid else {
            throw StoreError(.staleGeneration(key, expected: expected, found: generation))
        }
    }

    private func release(_ steps: [Step]) throws(StoreError) {
        for step in steps {
            guard let old = step.old?.record, step.deletes || !step.keepsContent else { continue }
            try rows.deleteReferences(from: old.uid)
            try rows.deleteUniqueKeys(of: old.uid)
            if step.deletes { try rows.deleteObject(uid: old.uid) }
        }
    }

    private func move(_ steps: [Step]) throws(StoreError) {
        let moving = steps.filter(\.moves)
        for step in moving {
            // No manifest can have this name: it is outside the alphabet of names.
            let parked = ObjectKey(
                kind: step.change.key.kind, organization: step.change.key.organization,
                environment: step.change.key.environment, name: "*" + step.uid.text)
            try rows.move(uid: step.uid, to: parked)
        }
        for step in moving {
            if try rows.objectHead(step.newKey) != nil {
                throw StoreError(.alreadyExists(.object(step.newKey)))
            }
            try rows.move(uid: step.uid, to: step.newKey)
        }
    }

    private mutating func writeObject(_ step: Step) throws(StoreError) {
        if step.change.action == .delete { return }
        uids[step.newKey] = step.uid
        if step.inserts {
            guard let content = step.change.content else { return }
            var record = ObjectRecord(
                uid: step.uid, key: step.newKey, metadata: "", spec: "", digest: content.digest,
                createdAt: set.now, updatedAt: set.now)
            record.take(content)
            guard try rows.insert(record) else {
                try check(step.newKey, expected: 0, uid: nil, found: rows.objectHead(step.newKey))
                throw StoreError(.alreadyExists(.object(step.newKey)))
            }
        } else if var record = step.old?.record {
            record.key = step.newKey
            record.generation += 1
            record.updatedAt = set.now
            if let content = step.change.content { record.take(content) } else { record.forget() }
            try rows.update(record)
        }
    }

    private mutating func takeKeysAndReferences(_ step: Step) throws(StoreError) {
        guard let content = step.change.content else { return }
        for key in content.uniqueKeys {
            guard try rows.insert(key, uid: step.uid) else {
                let owner = try rows.holder(of: key).flatMap { uid throws(StoreError) in try rows.object(uid: uid)?.key }
                throw StoreError(.uniqueViolation(name: key.name, value: key.value, by: owner ?? step.newKey))
            }
        }
        for reference in content.references {
            let target = try uid(of: reference.target)
            try rows.insert(ObjectReference(from: step.uid, field: reference.field, to: target))
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
            let references = try rows.references(to: uid, limit: 10)
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
