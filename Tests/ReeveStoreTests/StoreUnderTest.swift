import Glibc
import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import ReeveStoreSQL
import Synchronization
import TestSupport

/// The stores that the contract holds for.
enum StoreUnderTest: String, CaseIterable, Sendable {
    case memory
    case sqlite

    /// Runs `body` on a fresh store whose ids are the same for every engine, and removes it afterwards.
    func with<T>(_ body: (any Store) async throws -> T) async throws -> T {
        let counter = Mutex<UInt64>(0)
        let ids = IDSource {
            counter.withLock {
                $0 += 1; return $0
            }
        }
        switch self {
        case .memory: return try await body(InMemoryStore(ids: ids, now: Sample.start))
        case .sqlite:
            return try await TestFolder.with { folder in
                let store = try await SQLiteStore.open(
                    path: folder + "/reeve.db", mode: .create, options: .init(ids: ids, now: Sample.start))
                return try await closing(store, by: { await $0.close() }) { try await body($0) }
            }
        }
    }
}

/// Things to store.
enum Sample {
    static let start = Timestamp(microseconds: 1_763_700_000_000_000)

    static func time(_ seconds: Int) -> Timestamp { start.advanced(by: .seconds(seconds)) }

    /// An id that sorts by `number`, apart from those that stores give.
    static func id(_ number: Int) -> ULID { ULID(milliseconds: 1_763_000_000_000, high: 0, low: UInt64(number)) }

    static func key(_ name: String, kind: String = "Agent") -> ObjectKey {
        ObjectKey(kind: kind, organization: "acme", environment: "prod", name: name)
    }

    static func event(_ type: AuditEventType = .planApplied, at time: Timestamp = start) -> AuditEvent {
        AuditEvent(id: "", time: time, type: type, actor: .init(kind: .user, id: "user:anna"))
    }

    static func content(
        _ text: String, references: [ReferenceTarget] = [], uniqueKeys: [StoredUniqueKey] = [],
        set: String? = "main",
        labels: [String: String] = [:], isDeclared: Bool = true
    ) -> ObjectContent {
        let spec: JSONValue = ["text": .string(text)]
        let members = labels.map { JSONObject.Member(key: $0.key, value: .string($0.value)) }
        let metadata: JSONValue = labels.isEmpty ? [:] : ["labels": .object(JSONObject(members))]
        return ObjectContent(
            metadata: metadata.canonicalText, spec: spec.canonicalText, digest: ContentDigest.of(spec),
            owningSet: set, isDeclared: isDeclared, references: references, uniqueKeys: uniqueKeys)
    }

    /// A batch of runs of one item each, named for their numbers.
    static func submission(
        batch number: Int = 1, runs count: Int, organization: String = "acme", concurrency: Int = 100,
        priority: Int = 5, maxFailures: Int? = nil, key: String? = nil, deadline: Timestamp? = nil,
        isIdempotent: Bool = false, hasReadBack: Bool = false, at time: Timestamp = start,
        needs: [(Int, Int, RunNeed.Condition)] = [],
        objects: [ULID] = []
    ) -> BatchSubmission {
        let batch = BatchRecord(
            id: id(number * 100_000), organization: organization, environment: "prod", name: "batch-\(number)",
            definitionDigest: ContentDigest.of("\(number)".utf8), idempotencyKey: key, concurrency: concurrency,
            priority: priority, maxFailures: maxFailures, deadline: deadline, requester: "user:anna",
            createdAt: time)
        let runs = (1...count).map { index in
            RunRecord(
                id: id(number * 100_000 + index), batch: batch.id, organization: organization, environment: "prod",
                item: "item-\(index)", priority: priority, isIdempotent: isIdempotent,
                hasReadBack: hasReadBack, agent: "agent",
                tool: "git/log", status: needs.contains { $0.0 == index } ? .pending : .ready,
                effectID: "effect-\(number)-\(index)", createdAt: time, content: RunContent(input: "{}"))
        }
        return BatchSubmission(
            batch: batch, runs: runs,
            needs: needs.map {
                RunNeed(run: id(number * 100_000 + $0.0), upstream: id(number * 100_000 + $0.1), condition: $0.2)
            },
            objects: runs.flatMap { run in objects.map { RunObject(run: run.id, object: $0) } })
    }

    static func run(_ batch: Int, _ index: Int) -> ULID { id(batch * 100_000 + index) }
}

extension Store {
    /// Applies changes as a plan of their own.
    @discardableResult
    func apply(
        _ changes: [ObjectChange], plan: Int, reads: [ObjectKey: Int64] = [:], pins: [PinChange] = [],
        cancelsRuns: Bool = false
    ) async throws(StoreError) -> ApplyOutcome {
        let head = try await read { rows throws(StoreError) in try rows.head() }
        return try await apply(
            ObjectChangeSet(
                store: head.storeID, baseSerial: head.serial, changes: changes, expectedGenerations: reads,
                pins: pins,
                revision: RevisionDraft(
                    set: "main", planID: Sample.id(900_000_000 + plan), planDigest: ContentDigest.of("p".utf8),
                    actor: "user:anna"),
                events: changes.isEmpty ? [] : [Sample.event()], cancelsRuns: cancelsRuns, now: Sample.start))
    }

    func status(_ id: ULID) async throws(StoreError) -> RunStatus? { try await run(id)?.state.status }

    func claim(
        _ limit: Int, worker: String = "w1", at time: Timestamp = Sample.start
    ) async throws(StoreError) -> [ClaimedRun] {
        try await claimRuns(RunClaim(worker: worker, limit: limit, now: time))
    }

    @discardableResult
    func finish(
        _ claimed: ClaimedRun, _ status: RunStatus, reason: RunReason? = nil, dueAt: Timestamp? = nil,
        isInDoubt: Bool = false, isExpected: Bool = false, at time: Timestamp = Sample.time(1)
    ) async throws(StoreError) -> RunEffects {
        var event = Sample.event(.runFinished, at: time)
        event.runID = claimed.run.id.text
        return try await finishRun(
            RunCompletion(
                lease: claimed.lease, status: status, reason: reason, now: time, dueAt: dueAt,
                isInDoubt: isInDoubt, isExpected: isExpected, output: "{}", events: [event]))
    }

    func start(_ claimed: ClaimedRun, at time: Timestamp = Sample.start) async throws(StoreError) {
        try await recordStarted(
            RunStart(
                lease: claimed.lease, now: time,
                steps: [
                    RunStep(
                        run: claimed.run.id, attempt: claimed.attempt, kind: .check, message: "policy",
                        timestamp: time)
                ], events: [Sample.event(.runStarted, at: time)]))
    }
}

/// The code that `body` throws; nil where it throws none.
func code(_ body: () async throws(StoreError) -> Void) async -> StoreError.Code? {
    do throws(StoreError) {
        try await body()
        return nil
    } catch {
        return error.code
    }
}
