package import ReeveAudit
package import ReeveJSON
package import ReeveModel

/// The rows of one write transaction. Valid only inside the closure that it was given to.
///
/// These are single rows without rules; operations keep the rules. Other rooms use operations, and
/// compose several of them in one ``Store/write(_:)`` where they must stand or fall together.
package protocol StoreTransaction: StoreReading {
    /// The next id at `now`, ascending within the store's process.
    func nextID(_ now: Timestamp) -> ULID
    /// Raises the serial by one and gives the new one.
    func raiseSerial() throws(StoreError) -> Int64
    /// Nil removes the key.
    func setValue(_ value: String?, forKey key: String) throws(StoreError)

    // MARK: Objects
    /// False, and nothing is written, where another object has the key.
    func insert(_ object: ObjectRecord) throws(StoreError) -> Bool
    /// Everything but uid, key and creation time.
    func update(_ object: ObjectRecord) throws(StoreError)
    func move(uid: ULID, to key: ObjectKey) throws(StoreError)
    func deleteObject(uid: ULID) throws(StoreError)
    func insert(_ reference: StoredReference) throws(StoreError)
    func deleteReferences(from uid: ULID) throws(StoreError)
    /// False, and nothing is written, where another object holds the key.
    func insert(_ key: StoredUniqueKey, uid: ULID) throws(StoreError) -> Bool
    func deleteUniqueKeys(of uid: ULID) throws(StoreError)
    /// Puts everything that is kept below the name of one scope below another, which must be free: pins, tool
    /// definitions, what was seen of connections, pauses, batches, runs and limiters. Objects move one by one.
    func moveScope(_ scope: Scope, to target: Scope) throws(StoreError)
    /// Removes what is kept below the name of a scope beside its objects and its history of batches and runs.
    func clearScope(_ scope: Scope) throws(StoreError)
    func setPin(_ target: PinTarget, _ digest: ContentDigest?) throws(StoreError)
    /// Forgets those edits by other hands over which something was written.
    func settleEdits() throws(StoreError)
    /// Makes a row that does not fit its seal one of ``StoreReading/objectEdits()``.
    func markEdited(_ uid: ULID) throws(StoreError)
    /// Forgets all edits but those of these objects.
    func forgetEdits(keeping keys: [ObjectKey]) throws(StoreError)
    func insert(_ revision: Revision) throws(StoreError)
    /// Keeps what a revision did to one object; positions count from 0, in order.
    func insert(change document: String, position: Int, ofRevision serial: Int64) throws(StoreError)
    func deleteConsumedPlans(before: Timestamp) throws(StoreError)

    // MARK: Tools and connections
    func upsert(_ definition: ToolDefinition) throws(StoreError)
    func upsert(_ status: ConnectionStatus) throws(StoreError)

    // MARK: Batches and runs
    func insert(_ batch: BatchRecord) throws(StoreError)
    /// Status, stop and end.
    func update(_ batch: BatchRecord) throws(StoreError)
    /// With its content.
    func insert(_ run: RunRecord) throws(StoreError)
    /// Everything that may change, but for the content.
    func update(_ run: RunRecord) throws(StoreError)
    /// Sets the parts that are not nil.
    func setContent(_ content: RunContent, of run: ULID) throws(StoreError)
    func insert(_ need: RunNeed) throws(StoreError)
    func insert(_ object: RunObject) throws(StoreError)
    func upsert(_ attempt: RunAttempt) throws(StoreError)
    /// Gives the steps the next ordinals of their runs.
    func append(_ steps: [RunStep]) throws(StoreError)
    func upsert(_ lease: RunLease) throws(StoreError)
    func deleteLease(of run: ULID) throws(StoreError)
    /// The run with its content, needs, attempts, steps and lease.
    func deleteRun(_ id: ULID) throws(StoreError)
    func deleteBatch(_ id: ULID) throws(StoreError)
    func upsert(_ pause: Pause) throws(StoreError)
    /// False where there was none.
    func deletePause(_ target: PauseTarget) throws(StoreError) -> Bool

    // MARK: Workers
    func upsert(_ worker: Worker) throws(StoreError)
    func deleteWorker(_ name: String) throws(StoreError)
    func upsert(_ group: ServerProcess) throws(StoreError)
    func deleteProcessGroup(host: String, bootID: String, groupID: Int32) throws(StoreError)

    // MARK: Limits and payloads
    func upsert(_ bucket: LimiterBucket) throws(StoreError)
    /// Does nothing where the payload is there already.
    func insertPayload(_ bytes: [UInt8], digest: ContentDigest, now: Timestamp) throws(StoreError)

    // MARK: Audit
    /// Gives each event its sequence, and an id where it has none (an empty one), and stores entry, leaf and head.
    @discardableResult
    func append(_ events: [AuditEvent]) throws(StoreError) -> [StoredAuditEntry]
    /// Stores the checkpoint and makes it the newest of the head.
    func append(_ checkpoint: CheckpointRecord, head: AuditLogHead) throws(StoreError)
}
