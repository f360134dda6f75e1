import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore

/// The rows of one transaction over a SQL driver. Used by one thread.
///
/// One function a statement, its text beside it. The head of the audit log is read once and written once, by
/// ``flush()`` just before the commit.
final class SQLStoreTransaction: StoreTransaction {
    let driver: any SQLDriver
    private let ids: IDSource?
    var logHead: AuditLogHead?
    var isLogHeadChanged = false

    /// - Parameter ids: nil for reading.
    init(driver: any SQLDriver, ids: IDSource? = nil) {
        self.driver = driver
        self.ids = ids
    }

    /// What a savepoint must bring back beside the rows.
    struct Mark {
        let logHead: AuditLogHead?
        let isLogHeadChanged: Bool
    }

    func mark() -> Mark { Mark(logHead: logHead, isLogHeadChanged: isLogHeadChanged) }

    func restore(_ mark: Mark) {
        logHead = mark.logHead
        isLogHeadChanged = mark.isLogHeadChanged
    }

    /// Writes what was gathered; the last thing before the commit.
    func flush() throws(StoreError) {
        guard isLogHeadChanged, let logHead else { return }
        try driver.run(
            "INSERT INTO audit_state (id, head) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET head = excluded.head",
            [.text(logHead.json.canonicalText)])
        isLogHeadChanged = false
    }

    func nextID(_ now: Timestamp) -> ULID { (ids ?? IDSource()).next(now) }

    // MARK: Meta

    func head() throws(StoreError) -> StoreHead {
        guard let id = try value(forKey: "store.id").flatMap({ ULID($0) }),
            let serial = try value(forKey: "store.serial").flatMap({ Int64($0) })
        else { throw StoreError(.corrupt, "the store has no id") }
        return StoreHead(storeID: id, serial: serial)
    }

    func value(forKey key: String) throws(StoreError) -> String? {
        try driver.first("SELECT value FROM meta WHERE key = $1", [.text(key)]) { row in row.text(0) }
    }

    func setValue(_ value: String?, forKey key: String) throws(StoreError) {
        guard let value else {
            try driver.run("DELETE FROM meta WHERE key = $1", [.text(key)])
            return
        }
        try driver.run(
            "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [.text(key), .text(value)])
    }

    func raiseSerial() throws(StoreError) -> Int64 {
        let serial = try head().serial + 1
        try setValue(String(serial), forKey: "store.serial")
        return serial
    }

    func replaceViews(_ names: [String], texts: [String]) throws(StoreError) {
        guard let connection = driver as? SQLiteConnection else { return }
        for name in names { try connection.script("DROP VIEW IF EXISTS \"\(name)\"") }
        for text in texts { try connection.script(text) }
    }
}
