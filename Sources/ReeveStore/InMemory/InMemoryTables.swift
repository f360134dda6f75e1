internal import ReeveAudit
internal import ReeveJSON
internal import ReeveModel

/// Everything that an ``InMemoryStore`` holds. It is a value, so that a transaction can work on a copy.
struct InMemoryTables: Sendable {
    var head: StoreHead
    var auditHead = AuditLogHead()
    var values: [String: String] = [:]

    var objects: [ULID: ObjectRecord] = [:]
    var uids: [ObjectKey: ULID] = [:]
    var references: [ULID: [StoredReference]] = [:]
    var uniqueKeys: [StoredUniqueKey: ULID] = [:]
    var pins: [PinTarget: ContentDigest] = [:]
    var revisions: [Int64: Revision] = [:]
    var consumedPlans: [ULID: Revision] = [:]

    var toolDefinitions: [ULID: ToolDefinition] = [:]
    var connectionStatuses: [ConnectionName: ConnectionStatus] = [:]

    var batches: [ULID: BatchRecord] = [:]
    var runs: [ULID: RunRecord] = [:]
    var needs: [ULID: [RunNeed]] = [:]
    var dependents: [ULID: [RunNeed]] = [:]
    var runObjects: [ULID: [ULID]] = [:]
    var attempts: [ULID: [RunAttempt]] = [:]
    var steps: [ULID: [RunStep]] = [:]
    var taskEntries: [ULID: [TaskEntry]] = [:]
    var leases: [ULID: RunLease] = [:]
    var pauses: [PauseTarget: Pause] = [:]
    var approvals: [ULID: ApprovalRecord] = [:]
    var approvalVotes: [ULID: [ApprovalVote]] = [:]

    var workers: [String: Worker] = [:]
    var processGroups: [ProcessGroupName: ServerProcess] = [:]
    var buckets: [String: LimiterBucket] = [:]
    var payloads: [ContentDigest: [UInt8]] = [:]

    var entries: [StoredAuditEntry] = []
    var events: [AuditEvent] = []
    var checkpoints: [CheckpointRecord] = []

    struct ConnectionName: Hashable {
        var organization: String
        var environment: String
        var connection: String
    }

    struct ProcessGroupName: Hashable {
        var host: String
        var bootID: String
        var groupID: Int32
    }

    init(storeID: ULID) { head = StoreHead(storeID: storeID, serial: 0) }

    var counts: [String: Int64] {
        [
            "objects": Int64(objects.count), "revisions": Int64(revisions.count), "batches": Int64(batches.count),
            "runs": Int64(runs.count), "tools": Int64(toolDefinitions.count),
            "audit_entries": Int64(entries.count), "payloads": Int64(payloads.count),
            "workers": Int64(workers.count),
        ]
    }
}
