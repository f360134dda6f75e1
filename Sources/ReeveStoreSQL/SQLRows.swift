package import ReeveAudit
package import ReeveJSON
package import ReeveModel
package import ReeveStore

/// The rows of a store over one SQL connection. They can be read, and written while a transaction is open.
///
/// Each statement has one function, in the file `SQLRows+*.swift` of its noun.
package final class SQLRows: StoreTransaction {
    let connection: any SQLConnection
    private var ids: IDSource

    /// The head row of the open transaction. It is written back once, just before the commit.
    struct Head {
        var store: StoreHead
        var audit: AuditLogHead
    }

    /// Set only while a write transaction is open.
    var openHead: Head?

    /// Set only on the writing connection.
    var running: RunningRuns?

    package init(connection: any SQLConnection, ids: IDSource) {
        self.connection = connection
        self.ids = ids
    }

    package func nextID(_ now: Timestamp) -> ULID { ids.next(now) }

    package func head() throws(StoreError) -> StoreHead {
        if let openHead { return openHead.store }
        return try readHead().store
    }

    package func auditHead() throws(StoreError) -> AuditLogHead {
        if let openHead { return openHead.audit }
        return try readHead().audit
    }

    /// - Parameter isWriting: whether to keep other writers from the head row until the transaction ends.
    func readHead(isWriting: Bool = false) throws(StoreError) -> Head {
        let statement: SQLText =
            isWriting
            ? "SELECT store_id, serial, audit_head FROM store_head WHERE id = 1 @for_update"
            : "SELECT store_id, serial, audit_head FROM store_head WHERE id = 1"
        let row = try connection.first(statement) { row throws(StoreError) in
            (try row.id(0), row.integer(1), row.text(2))
        }
        guard let (id, serial, text) = row else { throw StoreError(.corrupt, "the store has no head") }
        do {
            let audit = try AuditLogHead(json: JSONParser.parse(text))
            return Head(store: StoreHead(storeID: id, serial: serial), audit: audit)
        } catch {
            throw StoreError(.corrupt, "the head of the audit log", underlying: "\(error)")
        }
    }

    func writeHead(_ head: Head) throws(StoreError) {
        try connection.run(
            "UPDATE store_head SET serial = $1, audit_head = $2 WHERE id = 1",
            [.integer(head.store.serial), .text(head.audit.json.canonicalText)])
    }

    package func raiseSerial() throws(StoreError) -> Int64 {
        guard var head = openHead else { throw StoreError(.readOnly, "no write transaction") }
        head.store.serial += 1
        openHead = head
        return head.store.serial
    }

    package func value(forKey key: String) throws(StoreError) -> String? {
        try connection.first("SELECT value FROM store_value WHERE name = $1", [.text(key)]) { row in row.text(0) }
    }

    package func isIntact(valueForKey key: String) throws(StoreError) -> Bool {
        try connection.first(
            "SELECT seal @same reeve_seal('store_value', name, value) FROM store_value WHERE name = $1", [.text(key)]
        ) { row in row.bool(0) } ?? true
    }

    package func setValue(_ value: String?, forKey key: String) throws(StoreError) {
        guard let value else {
            try connection.run("DELETE FROM store_value WHERE name = $1", [.text(key)])
            return
        }
        try connection.run(
            """
            INSERT INTO store_value (name, value) VALUES ($1, $2)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value, seal = @reseal
            """, [.text(key), .text(value)])
    }
}
