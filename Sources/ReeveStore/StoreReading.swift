package import ReeveAudit
package import ReeveJSON
package import ReeveModel

/// The rows of one consistent snapshot. Valid only inside the closure that it was given to.
///
/// Each list says how it is sorted. Lists that can be long come in pages; the `every...` functions read them whole.
package protocol StoreReading: AnyObject {
    func head() throws(StoreError) -> StoreHead
    /// A text that a room keeps under a key of its own; keys have the form `room.name`.
    func value(forKey key: String) throws(StoreError) -> String?
    /// Whether the text is as the store wrote it; true where there is none.
    func isIntact(valueForKey key: String) throws(StoreError) -> Bool

    // MARK: Objects
    func objectHead(_ key: ObjectKey) throws(StoreError) -> ObjectHead?
    func object(_ key: ObjectKey) throws(StoreError) -> ObjectRecord?
    func object(uid: ULID) throws(StoreError) -> ObjectRecord?
    /// Sorted as ``ObjectKey`` is: by organization, environment, kind, name.
    func objectHeads(_ filter: ObjectFilter) throws(StoreError) -> [ObjectHead]
    /// Sorted as the heads are; `after` is the last key of the page before.
    func objects(_ filter: ObjectFilter, after: ObjectKey?, limit: Int) throws(StoreError) -> Page<ObjectRecord>
    /// Objects whose rows other hands have changed, as far as that can be found without reading every row. Sorted by
    /// key.
    func objectEdits() throws(StoreError) -> [ObjectEdit]
    /// Like ``objectEdits()``, but every row is read and compared with its seal.
    func objectsThatDoNotFit() throws(StoreError) -> [ObjectEdit]
    /// Pins that other hands have removed or moved. Sorted.
    func pinEdits() throws(StoreError) -> [PinTarget]
    /// Sorted by field.
    func references(from uid: ULID) throws(StoreError) -> [StoredReference]
    /// Sorted by the referring object, then by field.
    func references(to uid: ULID, limit: Int) throws(StoreError) -> Page<StoredReference>
    /// All references, sorted by the referring object, then by field.
    func references() throws(StoreError) -> [StoredReference]
    func uniqueKeys(of uid: ULID) throws(StoreError) -> [StoredUniqueKey]
    func holder(of key: StoredUniqueKey) throws(StoreError) -> ULID?
    /// Whether the row that says who holds the key is as the store wrote it; true where nobody holds it.
    func isIntact(holderOf key: StoredUniqueKey) throws(StoreError) -> Bool
    /// All pins, sorted by target.
    func pins() throws(StoreError) -> [Pin]
    func pin(_ target: PinTarget) throws(StoreError) -> ContentDigest?
    func revision(_ serial: Int64) throws(StoreError) -> Revision?
    /// Newest first, without their changes (`[]` in their place).
    func revisions(before serial: Int64?, limit: Int) throws(StoreError) -> Page<Revision>
    /// The serial of the revision that the plan has become; nil where it was not applied.
    func consumedPlan(_ planID: ULID) throws(StoreError) -> Int64?

    // MARK: Tools and connections
    /// Sorted by organization, environment, connection, tool, then newest version first.
    func toolDefinitions(_ filter: ToolFilter) throws(StoreError) -> [ToolDefinition]
    func toolDefinition(id: ULID) throws(StoreError) -> ToolDefinition?
    func connectionStatus(
        organization: String, environment: String, connection: String
    ) throws(StoreError) -> ConnectionStatus?
    /// Sorted by organization, environment, connection.
    func connectionStatuses(organization: String?) throws(StoreError) -> [ConnectionStatus]

    // MARK: Batches and runs
    func batch(_ id: ULID) throws(StoreError) -> BatchRecord?
    func batch(organization: String, idempotencyKey: String) throws(StoreError) -> BatchRecord?
    /// Newest first; `before` is the last id of the page before.
    func batches(_ filter: BatchFilter, before: ULID?, limit: Int) throws(StoreError) -> Page<BatchRecord>
    func run(_ id: ULID, withContent: Bool) throws(StoreError) -> RunRecord?
    /// Newest first, without content; `before` is the last id of the page before.
    func runs(_ filter: RunFilter, before: ULID?, limit: Int) throws(StoreError) -> Page<RunRecord>
    func runCount(_ filter: RunFilter) throws(StoreError) -> Int
    /// Sorted by queue, organization and status.
    func queueCounts(batch: ULID?) throws(StoreError) -> [QueueCount]
    /// The needs of this run, sorted by the runs that it waits for.
    func needs(of run: ULID) throws(StoreError) -> [RunNeed]
    /// The needs of other runs that wait for this one, sorted by those runs.
    func dependents(of run: ULID) throws(StoreError) -> [RunNeed]
    /// The runs that the task of this run has delegated, sorted.
    func children(of run: ULID) throws(StoreError) -> [ULID]
    /// Unfinished runs that need this object, sorted.
    func unfinishedRuns(needing object: ULID, limit: Int) throws(StoreError) -> [ULID]
    func objectsNeeded(by run: ULID) throws(StoreError) -> [ULID]
    /// Sorted by number.
    func attempts(of run: ULID) throws(StoreError) -> [RunAttempt]
    /// Sorted by ordinal; `after` is the last ordinal of the page before, 0 for the first.
    func steps(of run: ULID, after: Int, limit: Int) throws(StoreError) -> Page<RunStep>
    /// The journal of a task, sorted by ordinal; `after` is the last ordinal of the page before, 0 for the first.
    func taskEntries(of run: ULID, after: Int, limit: Int) throws(StoreError) -> Page<TaskEntry>

    // MARK: Queue
    /// Organizations that have ready runs, or due retryable runs, in this queue. Sorted.
    func organizationsWithClaimableRuns(queue: String, now: Timestamp) throws(StoreError) -> [String]
    /// In the order in which they are claimed.
    func claimCandidates(
        queue: String, organization: String, after: ClaimCursor?, now: Timestamp, limit: Int
    ) throws(StoreError) -> [ClaimCandidate]
    /// How many runs of each batch are running. Batches without running runs are left out.
    func runningCountsByBatch() throws(StoreError) -> [ULID: Int]
    /// How many runs of each organization are running in a queue.
    func runningCountsByOrganization(queue: String) throws(StoreError) -> [String: Int]
    /// Scheduled runs that are due, earliest first.
    func dueScheduledRuns(now: Timestamp, limit: Int) throws(StoreError) -> [ULID]
    /// When the next scheduled or retryable run of these queues is due. The time may be in the past.
    func nextDue(queues: [String]) throws(StoreError) -> Timestamp?
    /// When the next run is due that a worker has put back: a retryable one, or one that was scheduled after its claim
    /// (for a limit, or a throttled server). A run that waits for its own `notBefore` does not count, and neither does
    /// one that a pause holds back: nobody knows when that is lifted. The time may be in the past.
    func nextReturn(queues: [String], batch: ULID?) throws(StoreError) -> Timestamp?
    func hasUnfinishedRuns(batch: ULID) throws(StoreError) -> Bool
    /// How many runs of the batch count as failures.
    func failureCount(batch: ULID) throws(StoreError) -> Int
    /// Unfinished runs of a batch in these states, sorted by id.
    func unfinishedRuns(batch: ULID, statuses: Set<RunStatus>) throws(StoreError) -> [ULID]
    /// Open batches whose deadline has passed, sorted by id.
    func overdueBatches(now: Timestamp) throws(StoreError) -> [ULID]
    func lease(of run: ULID) throws(StoreError) -> RunLease?
    /// Leases that ended at `now` or before, earliest first.
    func expiredLeases(now: Timestamp, limit: Int) throws(StoreError) -> [RunLease]
    func leases(worker: String) throws(StoreError) -> [RunLease]
    func pauses() throws(StoreError) -> [Pause]

    // MARK: Approvals
    func approval(_ id: ULID) throws(StoreError) -> ApprovalRecord?
    /// Newest first; `before` is the last id of the page before.
    func approvals(_ filter: ApprovalFilter, before: ULID?, limit: Int) throws(StoreError) -> Page<ApprovalRecord>
    /// The requests of a run that are pending or approved, oldest first.
    func openApprovals(of run: ULID) throws(StoreError) -> [ApprovalRecord]
    /// Pending requests whose time is over, earliest first.
    func lateApprovals(now: Timestamp, limit: Int) throws(StoreError) -> [ApprovalRecord]
    /// In the order in which they were given.
    func votes(on approval: ULID) throws(StoreError) -> [ApprovalVote]

    // MARK: Workers
    /// Sorted by name.
    func workers() throws(StoreError) -> [Worker]
    /// Sorted by the time of their start.
    func processGroups(host: String) throws(StoreError) -> [ServerProcess]

    // MARK: Limits and payloads
    func limiterBucket(_ key: String) throws(StoreError) -> LimiterBucket?
    func payload(_ digest: ContentDigest) throws(StoreError) -> [UInt8]?

    // MARK: Audit
    func auditHead() throws(StoreError) -> AuditLogHead
    /// Entries from `sequence` on, in order.
    func auditEntries(from sequence: Int64, limit: Int) throws(StoreError) -> [StoredAuditEntry]
    /// Like ``auditEntries(from:limit:)``; each entry is also compared with the columns that it is found by.
    func indexedAuditEntries(from sequence: Int64, limit: Int) throws(StoreError) -> [StoredAuditEntry]
    /// Leaf hashes from `sequence` on, in order.
    func auditLeaves(from sequence: Int64, limit: Int) throws(StoreError) -> [MerkleHash]
    /// Newest first; `before` is the last sequence of the page before.
    func auditEntries(_ filter: AuditFilter, before: Int64?, limit: Int) throws(StoreError) -> Page<StoredAuditEntry>
    func auditEntry(id: String) throws(StoreError) -> StoredAuditEntry?
    /// Oldest first.
    func checkpoints(fromSize: Int64, limit: Int) throws(StoreError) -> [CheckpointRecord]
    func lastCheckpoint() throws(StoreError) -> CheckpointRecord?
}
