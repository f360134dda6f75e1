import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReevePolicy
import ReeveStore
import Testing

@testable import ReeveOperations

/// A store with a parked run of the agent `bot`, submitted by `user:anna`, and the users `ben`, `carl` and `dora`.
struct ApprovalSample {
    let operations: OperationSample
    let run: ULID
    let approval: ULID

    var store: KeptStore { operations.store }

    /// - Parameters:
    ///   - approval: what the rule requires.
    ///   - item: what the batch says of its item.
    static func with<Result>(
        _ approval: JSONObject = ["approvers": ["user:ben"]], item: JSONObject = [:], expires: Duration? = nil,
        submittedBy requester: Requester = "user:anna", _ body: (ApprovalSample) async throws -> Result
    ) async throws -> Result {
        try await OperationSample.with { operations in
            let store = operations.store
            let anyone: JSONValue = ["action": "run.approve", "effect": "allow", "id": "people", "target": "agent:bot"]
            let reviewed: JSONValue = [
                "action": "tool.invoke", "effect": "allow", "id": "reviewed", "target": "tool:git/*",
                "requires": ["approval": .object(approval)],
            ]
            try await put(
                store, "Environment", "dev", nil,
                [
                    "rules": ["forbidTrifecta": false, "requirePins": false, "requireVersions": false],
                    "timeZone": "UTC", "type": "dev",
                ])
            try await put(
                store, "Connection", "git", "dev",
                [
                    "command": ["git-server"], "maxConcurrency": 4, "protocol": "auto",
                    "sync": ["vanished": "disable"], "timeout": "30s", "transport": "stdio",
                ])
            try await put(
                store, "Agent", "bot", "dev",
                [
                    "connection": "git", "enabled": true, "mode": "runner", "slug": "bot", "tools": ["git/*"],
                    "version": "1.0.0",
                ])
            try await put(
                store, "Policy", "all", "dev",
                ["active": true, "bindings": [["id": "acme", "scope": "org"]], "rules": [reviewed, anyone]])
            for (name, role) in [("anna", "owner"), ("ben", "admin"), ("carl", "admin"), ("dora", "member")] {
                try await putUser(store, name, role: role)
            }
            let run = try await submit(store, item: item, by: requester)
            let rule = try #require(PolicyRequirement.read(reviewed))
            let id = try await park(store, run, rule, expires: expires ?? rule.expires)
            return try await body(ApprovalSample(operations: operations, run: run, approval: id))
        }
    }

    // MARK: What is in the store

    private enum PolicyRequirement {
        /// What the rule requires, as the policies read it.
        static func read(_ rule: JSONValue) -> ApprovalRequirement? {
            let approval = rule["requires"]?["approval"]
            let approvers = (approval?["approvers"]?.array ?? []).compactMap {
                $0.string.flatMap { ApprovalRequirement.Approver($0) }
            }
            return ApprovalRequirement(
                approvers: approvers, count: approval?["count"]?.int ?? 1,
                isSeparate: approval?["separation"]?.bool ?? true)
        }
    }

    private static func put(
        _ store: KeptStore, _ kind: String, _ name: String, _ environment: String?, _ spec: JSONObject,
        isGlobal: Bool = false
    ) async throws {
        let key = ObjectKey(
            kind: kind, organization: isGlobal ? nil : "acme", environment: environment, name: name)
        let text = JSONValue.object(spec).canonicalText
        let now = OperationSample.now
        try await store.write { rows throws(StoreError) in
            var record = ObjectRecord(
                uid: rows.nextID(now), key: key, metadata: "{}", spec: text,
                digest: ObjectDigest.of(key: key, metadata: "{}", spec: text), createdAt: now, updatedAt: now)
            if let old = try rows.object(key) {
                record.uid = old.uid
                record.generation = old.generation + 1
                try rows.update(record)
            } else {
                _ = try rows.insert(record)
                if kind == "Membership", let user = spec["user"]?.string {
                    let unique = StoredUniqueKey(
                        name: MembershipSpec.uniqueName("user"), scope: "acme", value: user)
                    _ = try rows.insert(unique, uid: record.uid)
                }
            }
            _ = try rows.raiseSerial()
        }
    }

    static func putUser(
        _ store: KeptStore, _ name: String, role: String, isActive: Bool = true
    ) async throws {
        try await put(
            store, "User", name, nil,
            ["active": .bool(isActive), "email": .string(name + "@acme.example"), "role": "user"], isGlobal: true)
        try await put(
            store, "Membership", name, nil, ["active": true, "role": .string(role), "user": .string(name)])
    }

    private static func submit(
        _ store: KeptStore, item: JSONObject, by requester: Requester
    ) async throws -> ULID {
        let now = OperationSample.now
        var whole: JSONObject = [
            "name": "a", "once": false, "toolRun": ["agent": "bot", "input": [:], "tool": "git/echo"],
        ]
        for member in item { whole[member.key] = member.value }
        let definition: JSONValue = [
            "concurrency": 4, "items": [.object(whole)], "priority": 5, "queue": "default",
            "retry": ["attempts": 3, "max": "5m", "min": "2s"],
        ]
        return try await store.write { rows throws(StoreError) in
            var batch = BatchRecord(
                id: rows.nextID(now), organization: "acme", environment: "dev", name: "night",
                definitionDigest: ContentDigest.of(definition), requester: requester, createdAt: now)
            batch.definition = definition.canonicalText
            let run = RunRecord(
                id: rows.nextID(now), batch: batch.id, organization: "acme", environment: "dev", item: "a",
                agent: "bot", tool: "git/echo", effectID: "effect", createdAt: now, content: RunContent(input: "{}"))
            _ = try rows.submit(BatchSubmission(batch: batch, runs: [run], needs: [], objects: []), events: [])
            return run.id
        }
    }

    private static func park(
        _ store: KeptStore, _ run: ULID, _ requirement: ApprovalRequirement, expires: Duration
    ) async throws -> ULID {
        let now = OperationSample.now
        let claimed = try #require(try await store.claimRuns(RunClaim(worker: "w", limit: 1, now: now)).first)
        let terms: JSONValue = [
            [
                "approvers": JSONValue(requirement.approvers.map(\.description)),
                "count": JSONValue(requirement.count), "expires_ms": 14_400_000, "rule": "acme/dev/Policy/all#reviewed",
                "separation": .bool(requirement.isSeparate),
            ]
        ]
        let text = JSONValue.object([
            "agent": "agent:bot@acme/dev", "calls": [], "salt": "salt", "terms": terms,
        ]).canonicalText
        let document = try #require(ApprovalDocument(text))
        return try await store.write { rows throws(StoreError) in
            var request = ApprovalRecord(
                id: rows.nextID(now), run: run, digest: ContentDigest.of("".utf8), document: text, createdAt: now,
                expiresAt: now.advanced(by: expires))
            request.digest = document.digest(of: request)
            var completion = RunCompletion(lease: claimed.lease, status: .awaitingApproval, now: now, events: [])
            completion.approval = .requested(
                request,
                event: AuditEvent(
                    id: "", time: now, type: .approvalRequested, actor: .init(kind: .system, id: "reeve:queue")),
                replacing: nil)
            _ = try rows.finish(completion)
            return request.id
        }
    }

    // MARK: Verbs

    func approve(
        by who: Requester? = nil, digest: String? = nil, reason: String? = nil
    ) async throws(OperationError) -> ApprovalDecision.Outcome {
        var operation = ApproveOperation(approval: approval.text)
        operation.approver = who
        operation.digest = digest
        operation.reason = reason
        return try await operation.run(in: operations.context)
    }

    func reject(
        by who: Requester? = nil, _ reason: String = "no"
    ) async throws(OperationError) -> ApprovalDecision.Outcome {
        var operation = RejectOperation(approval: approval.text, reason: reason)
        operation.approver = who
        return try await operation.run(in: operations.context)
    }

    func status() async throws -> (ApprovalStatus?, RunStatus?) {
        (try await store.approval(approval)?.approval.status, try await store.run(run)?.state.status)
    }

    func events(_ type: AuditEventType) async throws -> [AuditEvent] {
        try await store.auditEntries(AuditFilter()).reversed().map { try AuditEvent(decoding: $0.bytes) }
            .filter { $0.type == type }
    }
}
