package import ReeveAudit
package import ReeveJSON
package import ReeveModel

/// The rows of one write transaction. Valid only inside the closure that it was given to.
///
/// These functions write single rows and know no rules. The operations know the rules, and other rooms call the
/// operations. Where several operations must stand or fall together, call them in one ``Store/write(_:)``.
package protocol StoreTransaction: StoreReading {
    /// A new id at `now`. Ids ascend within the process of the store.
    func nextID(_ now: Timestamp) -> ULID
    /// Raises the serial by one, and returns the new one.
    func raiseSerial() throws(StoreError) -> Int64
    /// Nil removes the key.
    func setValue(_ value: String?, forKey key: String) throws(StoreError)

    // MARK: Objects
    /// Returns false, and writes nothing, where another object has the key.
    func insert(_ object: ObjectRecord) throws(StoreError) -> Bool
    /// Writes everything except the uid, the key and the creation time.
    func update(_ object: ObjectRecord) throws(StoreError)
    func move(uid: ULID, to key: ObjectKey) throws(StoreError)
    func deleteObject(uid: ULID) throws(StoreError)
    func insert(_ reference: StoredReference) throws(StoreError)
    func deleteReferences(from uid: ULID) throws(StoreError)
    /// Returns false, and writes nothing, where another object holds the key.
    func insert(_ key: StoredUniqueKey, uid: ULID) throws(StoreError) -> Bool
    func deleteUniqueKeys(of uid: ULID) throws(StoreError)
    /// Moves everything that is kept under the name of one scope to another name, which must be free: pins, tool
    /// definitions, connection statuses, pauses, batches, runs and limiters. Objects are moved one by one instead.
    func moveScope(_ scope: Scope, to target: Scope) throws(StoreError)
    /// Removes what is kept under the name of a scope, except its objects and its history of batches and runs.
    func clearScope(_ scope: Scope) throws(StoreError)
    func setPin(_ target: PinTarget, _ digest: ContentDigest?) throws(StoreError)
    /// Forgets the edits by other hands that have been written over.
    func settleEdits() throws(StoreError)
    /// Makes an object whose row does not fit its seal one of ``StoreReading/objectEdits()``.
    func markEdited(_ uid: ULID) throws(StoreError)
    /// Forgets all edits except those of these objects.
    func forgetEdits(keeping keys: [ObjectKey]) throws(StoreError)
    func insert(_ revision: Revision) throws(StoreError)
    /// Stores what a revision did to one object. Positions count from 0, in order.
    func insert(change document: String, position: Int, ofRevision serial: Int64) throws(StoreError)
    func deleteConsumedPlans(before: Timestamp) throws(StoreError)

    // MARK: Tools and connections
    func upsert(_ definition: ToolDefinition) throws(StoreError)
    func upsert(_ status: ConnectionStatus) throws(StoreError)

    // MARK: Batches and runs
    func insert(_ batch: BatchRecord) throws(StoreError)
    /// Writes the status, the stop and the end.
    func update(_ batch: BatchRecord) throws(StoreError)
    /// Writes the run with its content.
    func insert(_ run: RunRecord) throws(StoreError)
    /// Writes everything that may change, except the content.
    func update(_ run: RunRecord) throws(StoreError)
    /// Sets the parts of the content that are not nil.
    func setContent(_ content: RunContent, of run: ULID) throws(StoreError)
    func insert(_ need: RunNeed) throws(StoreError)
    func insert(_ object: RunObject) throws(StoreError)
    func upsert(_ attempt: RunAttempt) throws(StoreError)
    /// Appends the steps. Each gets the next number of its run.
    func append(_ steps: [RunStep]) throws(StoreError)
    /// Writes the entry, in the place of the one with its number where there is one.
    func upsert(_ entry: TaskEntry) throws(StoreError)
    func upsert(_ lease: RunLease) throws(StoreError)
    func deleteLease(of run: ULID) throws(StoreError)
    /// Deletes the run with its content, needs, attempts, steps, lease and approvals.
    func deleteRun(_ id: ULID) throws(StoreError)
    func deleteBatch(_ id: ULID) throws(StoreError)
    func upsert(_ pause: Pause) throws(StoreError)
    /// Returns false where there was no such pause.
    func deletePause(_ target: PauseTarget) throws(StoreError) -> Bool

    // MARK: Approvals
    func insert(_ approval: ApprovalRecord) throws(StoreError)
    /// Writes the status and the end.
    func update(_ approval: ApprovalRecord) throws(StoreError)
    func insert(_ vote: ApprovalVote) throws(StoreError)
    /// Deletes the requests of a run with their votes.
    func deleteApprovals(of run: ULID) throws(StoreError)

    // MARK: Workers
    func upsert(_ worker: Worker) throws(StoreError)
    func deleteWorker(_ name: String) throws(StoreError)
    func upsert(_ group: ServerProcess) throws(StoreError)
    func deleteProcessGroup(host: String, bootID: String, groupID: Int32) throws(StoreError)

    // MARK: Limits and payloads
    func upsert(_ bucket: LimiterBucket) throws(StoreError)
    /// Does nothing where the payload is stored already.
    func insertPayload(_ bytes: [UInt8], digest: ContentDigest, now: Timestamp) throws(StoreError)

    // MARK: Audit
    /// Gives each event its sequence number, and an id where its id is empty. Stores the entry, the leaf and the head.
    @discardableResult
    func append(_ events: [AuditEvent]) throws(StoreError) -> [StoredAuditEntry]
    /// Stores the checkpoint, and makes it the newest one of the head.
    func append(_ checkpoint: CheckpointRecord, head: AuditLogHead) throws(StoreError)
}
