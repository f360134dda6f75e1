import ReeveJSON
import ReeveModel
import ReeveStore

extension SQLStoreTransaction {
    // MARK: Reading

    func objectHead(_ key: ObjectKey) throws(StoreError) -> ObjectHead? {
        try driver.first(
            """
            SELECT uid, kind, organization, environment, name, digest, owning_set, generation, last_applied_digest, protection
            FROM object WHERE kind = $1 AND organization = $2 AND environment = $3 AND name = $4
            """, Self.values(key)
        ) { row throws(StoreError) in try Self.head(row, sharing: nil) }
    }

    func object(_ key: ObjectKey) throws(StoreError) -> ObjectRecord? {
        try driver.first(
            """
            SELECT uid, kind, organization, environment, name, metadata, spec, digest, labels, owning_set, last_applied_digest,
            last_applied_spec, generation, protection, source_file, source_line, source_lines, created_at, updated_at
            FROM object WHERE kind = $1 AND organization = $2 AND environment = $3 AND name = $4
            """, Self.values(key), Self.record)
    }

    func object(uid: ULID) throws(StoreError) -> ObjectRecord? {
        try driver.first(
            """
            SELECT uid, kind, organization, environment, name, metadata, spec, digest, labels, owning_set, last_applied_digest,
            last_applied_spec, generation, protection, source_file, source_line, source_lines, created_at, updated_at
            FROM object WHERE uid = $1
            """, [.id(uid)], Self.record)
    }

    func objectHeads(_ filter: ObjectFilter) throws(StoreError) -> [ObjectHead] {
        let condition = Self.condition(filter)
        var heads: [ObjectHead] = []
        try driver.forEach(
            composed: """
                SELECT uid, kind, organization, environment, name, digest, owning_set, generation, last_applied_digest, protection
                FROM object\(condition.clause) ORDER BY kind, organization, environment, name
                """, condition.values
        ) { row throws(StoreError) in heads.append(try Self.head(row, sharing: heads.last)) }
        return heads
    }

    func objects(_ filter: ObjectFilter, after: ObjectKey?, limit: Int) throws(StoreError) -> [ObjectRecord] {
        var condition = Self.condition(filter)
        if let after {
            let places = Self.values(after).map { condition.place($0) }
            condition.addComposed("(kind, organization, environment, name) > (\(places.joined(separator: ", ")))")
        }
        let place = condition.place(.int(limit))
        return try driver.all(
            composed: """
                SELECT uid, kind, organization, environment, name, metadata, spec, digest, labels, owning_set, last_applied_digest,
                last_applied_spec, generation, protection, source_file, source_line, source_lines, created_at, updated_at
                FROM object\(condition.clause) ORDER BY kind, organization, environment, name LIMIT \(place)
                """, condition.values, Self.record)
    }

    private static func condition(_ filter: ObjectFilter) -> SQLFilter {
        var condition = SQLFilter()
        if let kinds = filter.kinds { condition.add("kind", in: kinds.sorted().map(SQLValue.text)) }
        if let organization = filter.organization { condition.add("organization = $?", .text(organization)) }
        if let environment = filter.environment { condition.add("environment = $?", .text(environment)) }
        if let set = filter.owningSet { condition.add("owning_set = $?", .text(set)) }
        if filter.unownedOnly { condition.add("owning_set IS NULL") }
        for (key, value) in filter.labels.sorted(by: { $0.key < $1.key }) {
            let places = [condition.place(.text(key)), condition.place(.text(value))]
            condition.addComposed(
                "uid IN (SELECT uid FROM object_label WHERE key = \(places[0]) AND value = \(places[1]))")
        }
        return condition
    }

    /// Scopes that an object has not are stored as empty text, so that the key is unique without NULLs.
    private static func values(_ key: ObjectKey) -> [SQLValue] {
        [.text(key.kind), .text(key.organization ?? ""), .text(key.environment ?? ""), .text(key.name)]
    }

    private static func key(_ row: any SQLRow, _ first: Int, sharing last: ObjectKey?) -> ObjectKey {
        ObjectKey(
            kind: row.text(first, sharing: last?.kind),
            organization: row.text(first + 1, sharing: last?.organization).nonEmpty,
            environment: row.text(first + 2, sharing: last?.environment).nonEmpty, name: row.text(first + 3))
    }

    private static func head(_ row: any SQLRow, sharing last: ObjectHead?) throws(StoreError) -> ObjectHead {
        ObjectHead(
            uid: try row.id(0), key: key(row, 1, sharing: last?.key), digest: try row.digest(5),
            owningSet: row.isNull(6) ? nil : row.text(6, sharing: last?.owningSet), generation: row.integer(7),
            lastAppliedDigest: try row.optionalDigest(8), protection: try row.choice(9))
    }

    private static func record(_ row: any SQLRow) throws(StoreError) -> ObjectRecord {
        var labels: [String: String] = [:]
        let labelText = row.text(8)
        if labelText != "{}" {
            for member in ((try? JSONParser.parse(labelText)) ?? .null).object ?? [:] {
                labels[member.key] = member.value.string ?? ""
            }
        }
        var source: ReeveStore.ObjectSource?
        if !row.isNull(14) { source = .init(file: row.text(14), line: row.int(15), lines: row.text(16)) }
        return ObjectRecord(
            uid: try row.id(0), key: key(row, 1, sharing: nil), metadata: row.text(5), spec: row.text(6),
            digest: try row.digest(7),
            labels: labels, owningSet: row.optionalText(9), lastAppliedDigest: try row.optionalDigest(10),
            lastAppliedSpec: row.optionalText(11),
            generation: row.integer(12), protection: try row.choice(13), source: source, createdAt: row.time(17),
            updatedAt: row.time(18))
    }

    func references(from uid: ULID) throws(StoreError) -> [ReeveStore.ObjectReference] {
        try driver.all(
            "SELECT from_uid, field, to_uid FROM object_reference WHERE from_uid = $1 ORDER BY field, to_uid",
            [.id(uid)], Self.reference)
    }

    func references(to uid: ULID, limit: Int) throws(StoreError) -> [ReeveStore.ObjectReference] {
        try driver.all(
            "SELECT from_uid, field, to_uid FROM object_reference WHERE to_uid = $1 ORDER BY from_uid, field LIMIT $2",
            [.id(uid), .int(limit)],
            Self.reference)
    }

    func references() throws(StoreError) -> [ReeveStore.ObjectReference] {
        try driver.all(
            "SELECT from_uid, field, to_uid FROM object_reference ORDER BY from_uid, field, to_uid", [], Self.reference)
    }

    private static func reference(_ row: any SQLRow) throws(StoreError) -> ReeveStore.ObjectReference {
        .init(from: try row.id(0), field: row.text(1), to: try row.id(2))
    }

    func uniqueKeys(of uid: ULID) throws(StoreError) -> [ReeveStore.UniqueKey] {
        try driver.all(
            "SELECT name, scope, value FROM unique_key WHERE uid = $1 ORDER BY name, scope, value", [.id(uid)]
        ) { row in
            .init(name: row.text(0), scope: row.text(1), value: row.text(2))
        }
    }

    func holder(of key: ReeveStore.UniqueKey) throws(StoreError) -> ULID? {
        try driver.first(
            "SELECT uid FROM unique_key WHERE name = $1 AND scope = $2 AND value = $3",
            [.text(key.name), .text(key.scope), .text(key.value)]
        ) { row throws(StoreError) in try row.id(0) }
    }

    func pins() throws(StoreError) -> [Pin] {
        try driver.all(
            "SELECT organization, environment, address, digest FROM pin ORDER BY organization, environment, address", []
        ) {
            row throws(StoreError) in
            Pin(
                target: PinTarget(organization: row.text(0), environment: row.text(1), address: row.text(2)),
                digest: try row.digest(3))
        }
    }

    func pin(_ target: PinTarget) throws(StoreError) -> ContentDigest? {
        try driver.first(
            "SELECT digest FROM pin WHERE organization = $1 AND environment = $2 AND address = $3",
            [.text(target.organization), .text(target.environment), .text(target.address)]
        ) { row throws(StoreError) in try row.digest(0) }
    }

    func revision(_ serial: Int64) throws(StoreError) -> Revision? {
        try driver.first(
            """
            SELECT serial, set_name, plan_id, plan_digest, input_digest, actor, approver, git_commit, counts, applied_at, changes
            FROM revision WHERE serial = $1
            """, [.integer(serial)]
        ) { row throws(StoreError) in try Self.revision(row, changes: row.text(10)) }
    }

    func revisions(before serial: Int64?, limit: Int) throws(StoreError) -> [Revision] {
        try driver.all(
            """
            SELECT serial, set_name, plan_id, plan_digest, input_digest, actor, approver, git_commit, counts, applied_at
            FROM revision WHERE serial < $1 ORDER BY serial DESC LIMIT $2
            """, [.integer(serial ?? .max), .int(limit)]
        ) { row throws(StoreError) in try Self.revision(row, changes: "[]") }
    }

    private static func revision(_ row: any SQLRow, changes: String) throws(StoreError) -> Revision {
        Revision(
            serial: row.integer(0),
            draft: RevisionDraft(
                set: row.text(1), planID: try row.id(2), planDigest: try row.digest(3),
                inputDigest: try row.optionalDigest(4), actor: row.text(5),
                approver: row.optionalText(6), gitCommit: row.optionalText(7), counts: row.text(8), changes: changes),
            appliedAt: row.time(9))
    }

    func consumedPlan(_ planID: ULID) throws(StoreError) -> Int64? {
        try driver.first("SELECT serial FROM consumed_plan WHERE plan_id = $1", [.id(planID)]) { row in row.integer(0) }
    }

    // MARK: Writing

    func insert(_ object: ObjectRecord) throws(StoreError) {
        try driver.run(
            """
            INSERT INTO object (uid, kind, organization, environment, name, metadata, spec, digest, labels, owning_set, last_applied_digest,
            last_applied_spec, generation, protection, source_file, source_line, source_lines, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            """,
            [.id(object.uid)] + Self.values(object.key) + Self.content(object) + [
                .time(object.createdAt), .time(object.updatedAt),
            ])
        try insertLabels(object)
    }

    func update(_ object: ObjectRecord) throws(StoreError) {
        try driver.run(
            """
            UPDATE object SET metadata = $2, spec = $3, digest = $4, labels = $5, owning_set = $6, last_applied_digest = $7,
            last_applied_spec = $8, generation = $9, protection = $10, source_file = $11, source_line = $12, source_lines = $13,
            updated_at = $14 WHERE uid = $1
            """, [.id(object.uid)] + Self.content(object) + [.time(object.updatedAt)])
        try driver.run("DELETE FROM object_label WHERE uid = $1", [.id(object.uid)])
        try insertLabels(object)
    }

    private static func content(_ object: ObjectRecord) -> [SQLValue] {
        var labels = "{}"
        if !object.labels.isEmpty {
            labels =
                JSONValue.object(JSONObject(object.labels.map { .init(key: $0.key, value: .string($0.value)) }))
                .canonicalText
        }
        return [
            .text(object.metadata), .text(object.spec), .digest(object.digest), .text(labels),
            .optional(object.owningSet),
            .digest(object.lastAppliedDigest), .optional(object.lastAppliedSpec), .integer(object.generation),
            .choice(object.protection),
            .optional(object.source?.file), .optional(object.source?.line), .optional(object.source?.lines),
        ]
    }

    private func insertLabels(_ object: ObjectRecord) throws(StoreError) {
        for (key, value) in object.labels {
            try driver.run(
                "INSERT INTO object_label (uid, key, value) VALUES ($1, $2, $3)",
                [.id(object.uid), .text(key), .text(value)])
        }
    }

    func move(uid: ULID, to key: ObjectKey) throws(StoreError) {
        try driver.run(
            "UPDATE object SET kind = $2, organization = $3, environment = $4, name = $5 WHERE uid = $1",
            [.id(uid)] + Self.values(key))
    }

    func deleteObject(uid: ULID) throws(StoreError) {
        try driver.run("DELETE FROM object WHERE uid = $1", [.id(uid)])
        try driver.run("DELETE FROM object_label WHERE uid = $1", [.id(uid)])
    }

    func insert(_ reference: ReeveStore.ObjectReference) throws(StoreError) {
        try driver.run(
            "INSERT INTO object_reference (from_uid, field, to_uid) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            [.id(reference.from), .text(reference.field), .id(reference.to)])
    }

    func deleteReferences(from uid: ULID) throws(StoreError) {
        try driver.run("DELETE FROM object_reference WHERE from_uid = $1", [.id(uid)])
    }

    func insert(_ key: ReeveStore.UniqueKey, uid: ULID) throws(StoreError) {
        try driver.run(
            "INSERT INTO unique_key (name, scope, value, uid) VALUES ($1, $2, $3, $4)",
            [.text(key.name), .text(key.scope), .text(key.value), .id(uid)])
    }

    func deleteUniqueKeys(of uid: ULID) throws(StoreError) {
        try driver.run("DELETE FROM unique_key WHERE uid = $1", [.id(uid)])
    }

    func setPin(_ target: PinTarget, _ digest: ContentDigest?) throws(StoreError) {
        let key: [SQLValue] = [.text(target.organization), .text(target.environment), .text(target.address)]
        guard let digest else {
            try driver.run("DELETE FROM pin WHERE organization = $1 AND environment = $2 AND address = $3", key)
            return
        }
        try driver.run(
            """
            INSERT INTO pin (organization, environment, address, digest) VALUES ($1, $2, $3, $4)
            ON CONFLICT (organization, environment, address) DO UPDATE SET digest = excluded.digest
            """, key + [.digest(digest)])
    }

    func insert(_ revision: Revision) throws(StoreError) {
        let draft = revision.draft
        try driver.run(
            """
            INSERT INTO revision (serial, set_name, plan_id, plan_digest, input_digest, actor, approver, git_commit, counts, changes, applied_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            [
                .integer(revision.serial), .text(draft.set), .id(draft.planID), .digest(draft.planDigest),
                .digest(draft.inputDigest),
                .text(draft.actor), .optional(draft.approver), .optional(draft.gitCommit), .text(draft.counts),
                .text(draft.changes),
                .time(revision.appliedAt),
            ])
        try driver.run(
            "INSERT INTO consumed_plan (plan_id, serial, consumed_at) VALUES ($1, $2, $3)",
            [.id(draft.planID), .integer(revision.serial), .time(revision.appliedAt)])
    }

    func deleteConsumedPlans(before: Timestamp) throws(StoreError) {
        try driver.run("DELETE FROM consumed_plan WHERE consumed_at < $1", [.time(before)])
    }
}

extension SQLFilter {
    /// Adds a condition whose places were taken with ``place(_:)``.
    mutating func addComposed(_ condition: String) { append(condition) }
}
