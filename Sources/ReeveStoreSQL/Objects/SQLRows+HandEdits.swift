package import ReeveModel
package import ReeveStore

extension SQLRows {
    package func objectEdits() throws(StoreError) -> [ObjectEdit] {
        // A trigger of the file clears the seal of each row that another program changes, and an index holds the rows
        // without a seal. Where the trigger is missing, every row is compared with its seal.
        let triggers = try connection.all(composed: connection.dialect.trigger(named: "object_by_hand")) { _ in true }
        return try objectEdits(where: triggers.isEmpty ? Self.doesNotFit : "seal IS NULL")
    }

    package func objectsThatDoNotFit() throws(StoreError) -> [ObjectEdit] { try objectEdits(where: Self.doesNotFit) }

    private static let doesNotFit = """
        seal @differs reeve_seal('object', uid, kind, organization, environment, name, digest, owning_set, generation,
            last_applied_digest, protection, created_at, updated_at, labels, source_file, source_line, source_lines,
            metadata, spec, last_applied_spec)
        """

    /// This process sorts the rows. Asked for an order, the engine would use an index of all objects instead of the
    /// index of the rows without a seal.
    private func objectEdits(where condition: String) throws(StoreError) -> [ObjectEdit] {
        let unsealed = try connection.all(
            composed: "SELECT uid, kind, organization, environment, name FROM object WHERE \(condition)"
        ) { row throws(StoreError) in (uid: try row.id(0), key: SQLRows.key(row)) }
        var edits: [ULID: ObjectEdit] = [:]
        for (uid, key) in unsealed { edits[uid] = ObjectEdit(uid: uid, key: key, found: key) }
        let notes = try connection.all(
            "SELECT uid, kind, organization, environment, name FROM hand_edit WHERE row_kind = 'object'", []
        ) { row throws(StoreError) in (uid: try row.id(0), key: SQLRows.key(row)) }
        for (uid, key) in notes {
            var found = edits[uid]?.found
            if found == nil { found = try objectKey(uid: uid) }
            // The noted row is gone, and another row has its name now. That row is judged by its own seal.
            if found == nil, try objectHead(key) != nil { continue }
            edits[uid] = ObjectEdit(uid: uid, key: key, found: found)
        }
        return edits.values.sorted { $0.key == $1.key ? $0.uid < $1.uid : $0.key < $1.key }
    }

    private func objectKey(uid: ULID) throws(StoreError) -> ObjectKey? {
        try connection.first(
            "SELECT uid, kind, organization, environment, name FROM object WHERE uid = $1", [SQLValue(uid)],
            SQLRows.key)
    }

    /// The key of a row whose second to fifth columns are kind, organization, environment and name.
    private static func key(_ row: any SQLRow) -> ObjectKey {
        ObjectKey(
            kind: row.text(1), organization: row.text(2).nonEmpty, environment: row.text(3).nonEmpty, name: row.text(4))
    }

    package func pinEdits() throws(StoreError) -> [PinTarget] {
        try connection.all(
            """
            SELECT organization, environment, name FROM hand_edit WHERE row_kind = 'pin'
            ORDER BY organization, environment, name
            """
        ) { row in PinTarget(organization: row.text(0), environment: row.text(1), address: row.text(2)) }
    }

    package func markEdited(_ uid: ULID) throws(StoreError) {
        try connection.run("UPDATE object SET seal = NULL WHERE uid = $1", [SQLValue(uid)])
    }

    package func forgetEdits(keeping keys: [ObjectKey]) throws(StoreError) {
        let kept = try connection.all(
            "SELECT uid, kind, organization, environment, name FROM hand_edit WHERE row_kind = 'object'", []
        ) { row throws(StoreError) in (uid: try row.id(0), key: SQLRows.key(row)) }
        let keys = Set(keys)
        for (uid, key) in kept where !keys.contains(key) {
            try connection.run("DELETE FROM hand_edit WHERE row_kind = 'object' AND uid = $1", [SQLValue(uid)])
        }
        try connection.run("DELETE FROM hand_edit WHERE row_kind = 'pin'", [])
    }

    package func settleEdits() throws(StoreError) {
        try connection.run(
            """
            DELETE FROM hand_edit WHERE row_kind = 'object' AND EXISTS (
                SELECT 1 FROM object o WHERE o.seal IS NOT NULL AND (o.uid = hand_edit.uid
                    OR (o.organization = hand_edit.organization AND o.environment = hand_edit.environment
                        AND o.kind = hand_edit.kind AND o.name = hand_edit.name)))
            """, [])
        try connection.run(
            """
            DELETE FROM hand_edit WHERE row_kind = 'pin' AND EXISTS (
                SELECT 1 FROM pin p WHERE p.seal IS NOT NULL AND p.organization = hand_edit.organization
                    AND p.environment = hand_edit.environment AND p.address = hand_edit.name)
            """, [])
    }
}
