package import ReeveJSON
package import ReeveModel
package import ReeveStore

extension SQLRows {
    package func pins() throws(StoreError) -> [Pin] {
        try connection.all(
            """
            SELECT organization, environment, address, digest,
                seal @same reeve_seal('pin', organization, environment, address, digest)
            FROM pin ORDER BY organization, environment, address
            """
        ) { row throws(StoreError) in
            var pin = Pin(
                target: PinTarget(organization: row.text(0), environment: row.text(1), address: row.text(2)),
                digest: try row.digest(3))
            pin.isIntact = row.bool(4)
            return pin
        }
    }

    package func pin(_ target: PinTarget) throws(StoreError) -> ContentDigest? {
        try connection.first(
            "SELECT digest FROM pin WHERE organization = $1 AND environment = $2 AND address = $3", target.values
        ) { row throws(StoreError) in try row.digest(0) }
    }

    package func setPin(_ target: PinTarget, _ digest: ContentDigest?) throws(StoreError) {
        guard let digest else {
            try connection.run(
                "UPDATE pin SET seal = @leaving WHERE organization = $1 AND environment = $2 AND address = $3",
                target.values)
            try connection.run(
                "DELETE FROM pin WHERE organization = $1 AND environment = $2 AND address = $3", target.values)
            return
        }
        try connection.run(
            """
            INSERT INTO pin (organization, environment, address, digest) VALUES ($1, $2, $3, $4)
            ON CONFLICT (organization, environment, address) DO UPDATE SET digest = excluded.digest, seal = @reseal
            """, target.values + [SQLValue(digest)])
    }

    package func revision(_ serial: Int64) throws(StoreError) -> Revision? {
        let found = try connection.first(
            """
            SELECT serial, set_name, plan_id, plan_digest, input_digest, actor, approver, git_commit, applied_at,
                counts
            FROM revision WHERE serial = $1
            """, [.integer(serial)], SQLRows.revision)
        guard var revision = found else { return nil }
        let documents = try connection.all(
            "SELECT document FROM revision_change WHERE serial = $1 ORDER BY position", [.integer(serial)]
        ) { row in row.text(0) }
        revision.draft.changes = "[" + documents.joined(separator: ",") + "]"
        return revision
    }

    package func revisions(before serial: Int64?, limit: Int) throws(StoreError) -> Page<Revision> {
        let found = try connection.all(
            """
            SELECT serial, set_name, plan_id, plan_digest, input_digest, actor, approver, git_commit, applied_at,
                counts
            FROM revision WHERE serial < $1 ORDER BY serial DESC LIMIT $2
            """, [.integer(serial ?? .max), SQLValue(Page<Revision>.looking(limit))], SQLRows.revision)
        return Page(found, limit: limit)
    }

    private static func revision(_ row: any SQLRow) throws(StoreError) -> Revision {
        Revision(
            serial: row.integer(0),
            draft: RevisionDraft(
                set: row.text(1), planID: try row.id(2), planDigest: try row.digest(3),
                inputDigest: try row.digestOrNil(4), actor: row.text(5), approver: row.textOrNil(6),
                gitCommit: row.textOrNil(7), counts: row.text(9)),
            appliedAt: row.time(8))
    }

    /// Writes the revision, and notes that its plan is consumed.
    package func insert(_ revision: Revision) throws(StoreError) {
        let draft = revision.draft
        try connection.run(
            """
            INSERT INTO revision (serial, set_name, plan_id, plan_digest, input_digest, actor, approver, git_commit,
                applied_at, counts)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            [
                .integer(revision.serial), .text(draft.set), SQLValue(draft.planID), SQLValue(draft.planDigest),
                SQLValue(draft.inputDigest), .text(draft.actor), SQLValue(draft.approver),
                SQLValue(draft.gitCommit), SQLValue(revision.appliedAt), .text(draft.counts),
            ])
        try connection.run(
            "INSERT INTO consumed_plan (plan_id, serial, applied_at) VALUES ($1, $2, $3)",
            [SQLValue(draft.planID), .integer(revision.serial), SQLValue(revision.appliedAt)])
    }

    package func insert(change document: String, position: Int, ofRevision serial: Int64) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO revision_change (serial, position, document, seal)
            VALUES ($1, $2, $3, reeve_seal('revision_change', $1, $2, $3))
            """,
            [.integer(serial), SQLValue(position), .text(document)])
    }

    package func consumedPlan(_ planID: ULID) throws(StoreError) -> Int64? {
        try connection.first("SELECT serial FROM consumed_plan WHERE plan_id = $1", [SQLValue(planID)]) { row in
            row.integer(0)
        }
    }

    package func deleteConsumedPlans(before: Timestamp) throws(StoreError) {
        try connection.run("DELETE FROM consumed_plan WHERE applied_at < $1", [SQLValue(before)])
    }
}

extension PinTarget {
    fileprivate var values: [SQLValue] { [.text(organization), .text(environment), .text(address)] }
}
