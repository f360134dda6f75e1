import ReeveJSON
import ReeveModel
import ReeveStore

/// What is kept below the name of a scope, beside objects.
enum Rows {
    static func plant(in store: any Store, organization: String, environment: String) async throws {
        let now = PlanningStore.start
        let tool = ToolDefinition(
            id: ULID(milliseconds: 5, high: 0, low: 1), organization: organization, environment: environment,
            connection: "git", tool: "log", version: "1.0.0", digest: ContentDigest.of([1]), definition: "{}",
            status: .synced, isCurrent: true, syncedAt: now)
        let status = ConnectionStatus(
            organization: organization, environment: environment, connection: "git", status: .ok)
        try await store.write { rows throws(StoreError) in try rows.record([tool], status: status) }
        let batch = BatchRecord(
            id: ULID(milliseconds: 5, high: 0, low: 2), organization: organization, environment: environment,
            name: "nightly", definitionDigest: ContentDigest.of([2]), requester: "user:anna", createdAt: now)
        let run = RunRecord(
            id: ULID(milliseconds: 5, high: 0, low: 3), batch: batch.id, organization: organization,
            environment: environment, item: "one", agent: "bot", tool: "git/log", status: .ready, effectID: "e",
            createdAt: now, content: RunContent(input: "{}"))
        _ = try await store.submitBatch(BatchSubmission(batch: batch, runs: [run]), events: [])
        try await store.write { rows throws(StoreError) in
            try rows.upsert(
                Pause(
                    target: PauseTarget(
                        kind: .agent, organization: organization, environment: environment, name: "bot"),
                    actor: "user:anna", reason: "", since: now))
            for name in [
                "\(organization)/\(environment)/Limit/l\u{1F}v", "default/\(organization)/\(environment)\u{1F}bot",
            ] {
                try rows.upsert(LimiterBucket(key: name, tokens: 7, updatedAt: now))
            }
        }
    }

    static func expected(organization: String, environment: String) -> [String] {
        let scope = "\(organization)/\(environment)"
        return [scope, scope, scope, scope, scope, "7", "7", "gone"]
    }

    static func found(in store: any Store) async throws -> [String] {
        try await store.read { rows throws(StoreError) in
            var found: [String] = []
            for tool in try rows.toolDefinitions(ToolFilter()) {
                found.append("\(tool.organization)/\(tool.environment)")
            }
            for status in try rows.connectionStatuses(organization: nil) {
                found.append("\(status.organization)/\(status.environment)")
            }
            try rows.everyBatch { batch in
                found.append("\(batch.organization)/\(batch.environment)")
            }
            try rows.everyRun { run in
                found.append("\(run.identity.organization)/\(run.identity.environment)")
            }
            for pause in try rows.pauses() { found.append("\(pause.target.organization)/\(pause.target.environment)") }
            let scope = found.last ?? ""
            for name in ["\(scope)/Limit/l\u{1F}v", "default/\(scope)\u{1F}bot"] {
                found.append(try rows.limiterBucket(name).map { "\($0.tokens)" } ?? "none")
            }
            found.append(try rows.limiterBucket("default/acme/stage\u{1F}bot") == nil ? "gone" : "stays")
            return found
        }
    }
}
