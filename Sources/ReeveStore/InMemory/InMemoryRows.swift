internal import ReeveAudit
internal import ReeveJSON
internal import ReeveModel

/// The rows of an ``InMemoryStore`` in one transaction, written as plainly as possible.
final class InMemoryRows: StoreTransaction {
    var tables: InMemoryTables
    private let ids: IDSource

    init(tables: InMemoryTables, ids: IDSource) {
        self.tables = tables
        self.ids = ids
    }

    func nextID(_ now: Timestamp) -> ULID { ids.next(now) }
    func head() -> StoreHead { tables.head }
    func value(forKey key: String) -> String? { tables.values[key] }
    func setValue(_ value: String?, forKey key: String) { tables.values[key] = value }

    func raiseSerial() -> Int64 {
        tables.head.serial += 1
        return tables.head.serial
    }
}

// MARK: Objects

extension InMemoryRows {
    func objectHead(_ key: ObjectKey) -> ObjectHead? { object(key)?.head }
    func object(_ key: ObjectKey) -> ObjectRecord? { tables.uids[key].flatMap { tables.objects[$0] } }
    /// Always empty: no other program changes the memory of this process.
    func objectEdits() -> [ObjectEdit] { [] }
    func pinEdits() -> [PinTarget] { [] }
    func objectsThatDoNotFit() -> [ObjectEdit] { [] }
    func settleEdits() {}
    func markEdited(_ uid: ULID) {}
    func forgetEdits(keeping keys: [ObjectKey]) {}
    func indexedAuditEntries(from sequence: Int64, limit: Int) -> [StoredAuditEntry] {
        auditEntries(from: sequence, limit: limit)
    }
    func isIntact(valueForKey key: String) -> Bool { true }
    func isIntact(holderOf key: StoredUniqueKey) -> Bool { true }
    func object(uid: ULID) -> ObjectRecord? { tables.objects[uid] }
    func objectHeads(_ filter: ObjectFilter) -> [ObjectHead] { matching(filter).map(\.head) }

    func objects(_ filter: ObjectFilter, after: ObjectKey?, limit: Int) -> Page<ObjectRecord> {
        let page = matching(filter).drop { record in after.map { record.key <= $0 } ?? false }
        return Page(Array(page), limit: limit)
    }

    private func matching(_ filter: ObjectFilter) -> [ObjectRecord] {
        tables.objects.values.filter { filter.matches($0) }.sorted { $0.key < $1.key }
    }

    func insert(_ object: ObjectRecord) -> Bool {
        guard tables.uids[object.key] == nil else { return false }
        tables.uids[object.key] = object.uid
        tables.objects[object.uid] = object
        return true
    }

    func update(_ object: ObjectRecord) { tables.objects[object.uid] = object }

    func move(uid: ULID, to key: ObjectKey) throws(StoreError) {
        guard let old = tables.objects[uid], tables.uids[key] == nil else {
            throw StoreError(.invalidRequest, "\(key) exists")
        }
        tables.uids[old.key] = nil
        tables.uids[key] = uid
        tables.objects[uid]?.key = key
    }

    func deleteObject(uid: ULID) {
        if let key = tables.objects[uid]?.key { tables.uids[key] = nil }
        tables.objects[uid] = nil
    }

    func references(from uid: ULID) -> [StoredReference] {
        (tables.references[uid] ?? []).sorted { ($0.field, $0.to) < ($1.field, $1.to) }
    }

    func references(to uid: ULID, limit: Int) -> Page<StoredReference> {
        Page(references().filter { $0.to == uid }, limit: limit)
    }

    func references() -> [StoredReference] {
        tables.references.values.joined().sorted { ($0.from, $0.field) < ($1.from, $1.field) }
    }

    func insert(_ reference: StoredReference) throws(StoreError) {
        guard !references(from: reference.from).contains(reference) else {
            throw StoreError(.invalidRequest, "two equal references of \(reference.field)")
        }
        tables.references[reference.from, default: []].append(reference)
    }

    func deleteReferences(from uid: ULID) { tables.references[uid] = nil }

    func uniqueKeys(of uid: ULID) -> [StoredUniqueKey] {
        tables.uniqueKeys.filter { $0.value == uid }.keys.sorted {
            ($0.name, $0.scope, $0.value) < ($1.name, $1.scope, $1.value)
        }
    }

    func holder(of key: StoredUniqueKey) -> ULID? { tables.uniqueKeys[key] }
    func insert(_ key: StoredUniqueKey, uid: ULID) -> Bool {
        guard tables.uniqueKeys[key] == nil else { return false }
        tables.uniqueKeys[key] = uid
        return true
    }

    func deleteUniqueKeys(of uid: ULID) { for key in uniqueKeys(of: uid) { tables.uniqueKeys[key] = nil } }

    func pins() -> [Pin] {
        tables.pins.map { Pin(target: $0.key, digest: $0.value) }.sorted { $0.target < $1.target }
    }

    func pin(_ target: PinTarget) -> ContentDigest? { tables.pins[target] }
    func setPin(_ target: PinTarget, _ digest: ContentDigest?) { tables.pins[target] = digest }
    func revision(_ serial: Int64) -> Revision? { tables.revisions[serial] }

    func revisions(before serial: Int64?, limit: Int) -> Page<Revision> {
        let older = tables.revisions.values.filter { $0.serial < serial ?? .max }.sorted { $0.serial > $1.serial }
        let short = older.map { revision in
            var short = revision
            short.draft.changes = "[]"
            return short
        }
        return Page(short, limit: limit)
    }

    func insert(change document: String, position: Int, ofRevision serial: Int64) {
        let before = tables.revisions[serial]?.draft.changes.dropLast() ?? "["
        tables.revisions[serial]?.draft.changes = before + (position == 0 ? "" : ",") + document + "]"
    }

    func insert(_ revision: Revision) {
        tables.revisions[revision.serial] = revision
        tables.consumedPlans[revision.draft.planID] = revision
    }

    func consumedPlan(_ planID: ULID) -> Int64? { tables.consumedPlans[planID]?.serial }

    func deleteConsumedPlans(before: Timestamp) {
        tables.consumedPlans = tables.consumedPlans.filter { $0.value.appliedAt >= before }
    }
}

extension ObjectFilter {
    fileprivate func matches(_ object: ObjectRecord) -> Bool {
        if let kinds, !kinds.contains(object.key.kind) { return false }
        if let organization, object.key.organization != organization { return false }
        if let environment, object.key.environment != environment { return false }
        if let owningSet, object.owningSet != owningSet { return false }
        if unownedOnly, object.owningSet != nil { return false }
        return labels.allSatisfy { object.labels[$0.key] == $0.value }
    }
}
