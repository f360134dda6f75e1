internal import ReeveJSON
package import ReeveModel
package import ReeveStore

extension SQLRows {
    package func objectHead(_ key: ObjectKey) throws(StoreError) -> ObjectHead? {
        let row = try connection.first(
            """
            SELECT uid, digest, owning_set, generation, last_applied_digest, protection FROM object
            WHERE organization = $1 AND environment = $2 AND kind = $3 AND name = $4
            """, key.values
        ) { row throws(StoreError) in
            ObjectHead(
                uid: try row.id(0), key: key, digest: try row.digest(1), owningSet: row.textOrNil(2),
                generation: row.integer(3), lastAppliedDigest: try row.digestOrNil(4), protection: try row.name(5))
        }
        return row
    }

    package func object(_ key: ObjectKey) throws(StoreError) -> ObjectRecord? {
        try connection.first(
            """
            SELECT uid, kind, organization, environment, name, digest, owning_set, generation,
                last_applied_digest, protection, created_at, updated_at, labels, source_file, source_line,
                source_lines, metadata, spec, last_applied_spec, seal @same reeve_seal('object', uid, kind,
                organization, environment, name, digest, owning_set, generation, last_applied_digest, protection,
                created_at, updated_at, labels, source_file, source_line, source_lines, metadata, spec,
                last_applied_spec)
            FROM object WHERE organization = $1 AND environment = $2 AND kind = $3 AND name = $4
            """, key.values, SQLRows.object)
    }

    package func object(uid: ULID) throws(StoreError) -> ObjectRecord? {
        try connection.first(
            """
            SELECT uid, kind, organization, environment, name, digest, owning_set, generation,
                last_applied_digest, protection, created_at, updated_at, labels, source_file, source_line,
                source_lines, metadata, spec, last_applied_spec, seal @same reeve_seal('object', uid, kind,
                organization, environment, name, digest, owning_set, generation, last_applied_digest, protection,
                created_at, updated_at, labels, source_file, source_line, source_lines, metadata, spec,
                last_applied_spec)
            FROM object WHERE uid = $1
            """, [SQLValue(uid)], SQLRows.object)
    }

    package func objectHeads(_ filter: ObjectFilter) throws(StoreError) -> [ObjectHead] {
        let conditions = conditions(of: filter)
        // Kinds, organizations, environments and sets repeat, so each of their texts is kept in memory once.
        var interned = Interner()
        return try connection.all(
            composed: """
                SELECT uid, kind, organization, environment, name, digest, owning_set, generation,
                    last_applied_digest, protection
                FROM object\(conditions.clause) ORDER BY organization, environment, kind, name
                """, conditions.values
        ) { row throws(StoreError) in
            let digest = try row.digest(5)
            return ObjectHead(
                uid: try row.id(0),
                key: ObjectKey(
                    kind: interned.text(row.text(1)), organization: interned.text(row.text(2)).nonEmpty,
                    environment: interned.text(row.text(3)).nonEmpty, name: row.text(4)),
                digest: digest, owningSet: row.textOrNil(6).map { interned.text($0) },
                generation: row.integer(7), lastAppliedDigest: try row.digestOrNil(8, ifNot: digest, of: 5),
                protection: try row.name(9))
        }
    }

    package func objects(
        _ filter: ObjectFilter, after: ObjectKey?, limit: Int
    ) throws(StoreError) -> Page<ObjectRecord> {
        var conditions = conditions(of: filter)
        if let after {
            let marks = after.values.map { conditions.mark($0) }.joined(separator: ", ")
            conditions.add("(organization, environment, kind, name) > (\(marks))")
        }
        let mark = conditions.mark(SQLValue(Page<ObjectRecord>.looking(limit)))
        let found = try connection.all(
            composed: """
                SELECT uid, kind, organization, environment, name, digest, owning_set, generation,
                    last_applied_digest, protection, created_at, updated_at, labels, source_file, source_line,
                    source_lines, metadata, spec, last_applied_spec, seal @same reeve_seal('object', uid, kind,
                    organization, environment, name, digest, owning_set, generation, last_applied_digest, protection,
                    created_at, updated_at, labels, source_file, source_line, source_lines, metadata, spec,
                    last_applied_spec)
                FROM object\(conditions.clause) ORDER BY organization, environment, kind, name LIMIT \(mark)
                """, conditions.values, SQLRows.object)
        return Page(found, limit: limit)
    }

    private func conditions(of filter: ObjectFilter) -> SQLConditions {
        var conditions = SQLConditions()
        if let kinds = filter.kinds { conditions.add("kind", in: kinds.sorted().map(SQLValue.text)) }
        if let organization = filter.organization { conditions.add("organization = $", .text(organization)) }
        if let environment = filter.environment { conditions.add("environment = $", .text(environment)) }
        if let set = filter.owningSet { conditions.add("owning_set = $", .text(set)) }
        if filter.unownedOnly { conditions.add("owning_set IS NULL") }
        for (key, value) in filter.labels.sorted(by: { $0.key < $1.key }) {
            // Labels are canonical JSON, and a quote inside a text is escaped. So a member can be found by its text.
            let member = JSONValue.string(key).canonicalText + ":" + JSONValue.string(value).canonicalText
            let places = ["{", ","].map { before in
                connection.dialect.position(of: conditions.mark(.text(before + member)), in: "labels") + " > 0"
            }
            conditions.add("(\(places.joined(separator: " OR ")))")
        }
        return conditions
    }

    private static func object(_ row: any SQLRow) throws(StoreError) -> ObjectRecord {
        let spec = row.text(17)
        let digest = try row.digest(5)
        let lastDigest = try row.digestOrNil(8, ifNot: digest, of: 5)
        var source: StoredSource?
        if let file = row.textOrNil(13) {
            source = StoredSource(file: file, line: row.int(14), lines: row.text(15))
        }
        var record = ObjectRecord(
            uid: try row.id(0),
            key: ObjectKey(
                kind: row.text(1), organization: row.text(2).nonEmpty, environment: row.text(3).nonEmpty,
                name: row.text(4)),
            metadata: row.text(16), spec: spec, digest: digest,
            owningSet: row.textOrNil(6), lastAppliedDigest: lastDigest,
            lastAppliedSpec: row.textOrNil(18) ?? (lastDigest == digest ? spec : nil), generation: row.integer(7),
            protection: try row.name(9), source: source, createdAt: row.time(10), updatedAt: row.time(11))
        record.isIntact = row.bool(19)
        return record
    }

    package func insert(_ object: ObjectRecord) throws(StoreError) -> Bool {
        let inserted = try connection.run(
            """
            INSERT INTO object (uid, organization, environment, kind, name, digest, owning_set, generation,
                last_applied_digest, protection, updated_at, labels, source_file, source_line,
                source_lines, metadata, spec, last_applied_spec, created_at, seal)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
                reeve_seal('object', $1, $4, $2, $3, $5, $6, $7, $8, $9, $10, $19, $11, $12, $13, $14, $15, $16, $17,
                    $18))
            ON CONFLICT (organization, environment, kind, name) DO NOTHING
            """, [SQLValue(object.uid)] + object.key.values + object.contentValues + [SQLValue(object.createdAt)])
        return inserted > 0
    }

    package func update(_ object: ObjectRecord) throws(StoreError) {
        try connection.run(
            """
            UPDATE object SET digest = $1, owning_set = $2, generation = $3, last_applied_digest = $4,
                protection = $5, updated_at = $6, labels = $7, source_file = $8, source_line = $9,
                source_lines = $10, metadata = $11, spec = $12, last_applied_spec = $13, organization = $14,
                environment = $15, kind = $16, name = $17, seal = @reseal
            WHERE uid = $18
            """, object.contentValues + object.key.values + [SQLValue(object.uid)])
    }

    package func move(uid: ULID, to key: ObjectKey) throws(StoreError) {
        try connection.run(
            "UPDATE object SET organization = $1, environment = $2, kind = $3, name = $4, seal = @reseal WHERE uid = $5",
            key.values + [SQLValue(uid)])
    }

    package func deleteObject(uid: ULID) throws(StoreError) {
        try connection.run("UPDATE object SET seal = @leaving WHERE uid = $1", [SQLValue(uid)])
        try connection.run("DELETE FROM object WHERE uid = $1", [SQLValue(uid)])
    }

    package func references(from uid: ULID) throws(StoreError) -> [StoredReference] {
        try connection.all(
            "SELECT from_uid, field, to_uid FROM object_reference WHERE from_uid = $1 ORDER BY field, to_uid",
            [SQLValue(uid)], SQLRows.reference)
    }

    package func references(to uid: ULID, limit: Int) throws(StoreError) -> Page<StoredReference> {
        let found = try connection.all(
            """
            SELECT from_uid, field, to_uid FROM object_reference WHERE to_uid = $1
            ORDER BY from_uid, field LIMIT $2
            """, [SQLValue(uid), SQLValue(Page<StoredReference>.looking(limit))], SQLRows.reference)
        return Page(found, limit: limit)
    }

    package func references() throws(StoreError) -> [StoredReference] {
        try connection.all(
            "SELECT from_uid, field, to_uid FROM object_reference ORDER BY from_uid, field", [], SQLRows.reference)
    }

    private static func reference(_ row: any SQLRow) throws(StoreError) -> StoredReference {
        StoredReference(from: try row.id(0), field: row.text(1), to: try row.id(2))
    }

    package func insert(_ reference: StoredReference) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO object_reference (from_uid, field, to_uid, seal)
            VALUES ($1, $2, $3, reeve_seal('object_reference', $1, $2, $3))
            """,
            [SQLValue(reference.from), .text(reference.field), SQLValue(reference.to)])
    }

    package func deleteReferences(from uid: ULID) throws(StoreError) {
        try connection.run("DELETE FROM object_reference WHERE from_uid = $1", [SQLValue(uid)])
    }

    package func uniqueKeys(of uid: ULID) throws(StoreError) -> [StoredUniqueKey] {
        try connection.all(
            "SELECT name, scope, value FROM object_unique_key WHERE uid = $1 ORDER BY name, scope, value",
            [SQLValue(uid)]
        ) { row in StoredUniqueKey(name: row.text(0), scope: row.text(1), value: row.text(2)) }
    }

    package func holder(of key: StoredUniqueKey) throws(StoreError) -> ULID? {
        try connection.first(
            "SELECT uid FROM object_unique_key WHERE name = $1 AND scope = $2 AND value = $3",
            [.text(key.name), .text(key.scope), .text(key.value)]
        ) { row throws(StoreError) in try row.id(0) }
    }

    package func isIntact(holderOf key: StoredUniqueKey) throws(StoreError) -> Bool {
        try connection.first(
            """
            SELECT seal @same reeve_seal('object_unique_key', name, scope, value, uid) FROM object_unique_key
            WHERE name = $1 AND scope = $2 AND value = $3
            """, [.text(key.name), .text(key.scope), .text(key.value)]
        ) { row in row.bool(0) } ?? true
    }

    package func insert(_ key: StoredUniqueKey, uid: ULID) throws(StoreError) -> Bool {
        let inserted = try connection.run(
            """
            INSERT INTO object_unique_key (name, scope, value, uid, seal)
            VALUES ($1, $2, $3, $4, reeve_seal('object_unique_key', $1, $2, $3, $4))
            ON CONFLICT (name, scope, value) DO NOTHING
            """, [.text(key.name), .text(key.scope), .text(key.value), SQLValue(uid)])
        return inserted > 0
    }

    package func deleteUniqueKeys(of uid: ULID) throws(StoreError) {
        try connection.run("DELETE FROM object_unique_key WHERE uid = $1", [SQLValue(uid)])
    }
}

extension ObjectKey {
    /// Organization, environment, kind and name. An absent part is the empty text.
    fileprivate var values: [SQLValue] {
        [.text(organization ?? ""), .text(environment ?? ""), .text(kind), .text(name)]
    }
}

extension ObjectRecord {
    fileprivate var contentValues: [SQLValue] {
        // The spec that was applied last nearly always equals the present one. It is stored only where it differs.
        let keepsLastSpec = lastAppliedDigest != digest || lastAppliedSpec != spec
        return [
            SQLValue(digest), SQLValue(owningSet), .integer(generation), SQLValue(lastAppliedDigest),
            .text(protection.rawValue), SQLValue(updatedAt),
            .text(labelsText),
            SQLValue(source?.file), SQLValue(source?.line), SQLValue(source?.lines), .text(metadata), .text(spec),
            keepsLastSpec ? SQLValue(lastAppliedSpec) : .null,
        ]
    }
}

/// Lets equal texts share one storage.
private struct Interner {
    private var texts: [String: String] = [:]

    mutating func text(_ text: String) -> String {
        if let known = texts[text] { return known }
        texts[text] = text
        return text
    }
}
