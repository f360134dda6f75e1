import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore
import ReeveStoreSQL
import TestSupport

/// Reports of the sample batch, read from a store.
enum SampleReport {
    static func signer() throws -> Ed25519CheckpointSigner {
        try Ed25519CheckpointSigner(name: "acme-log", seed: [UInt8](repeating: 9, count: 32))
    }

    /// A report whose log is signed, as `run` makes it at a clean stop.
    static func made(
        hasTrouble: Bool = false, name: String = "night-check", shout: String? = nil, isSigned: Bool = true
    ) async throws -> RunReport {
        try await withStore { store in
            var sample = SampleBatch(hasTrouble: hasTrouble, name: name, shout: shout)
            try await addTools(to: store)
            try await sample.run(on: store)
            if isSigned { try await sign(store) }
            return try await build(sample.batch.id, on: store)
        }
    }

    /// Calls `body` with a new store, and closes the store afterwards, also where `body` throws.
    static func withStore<Result>(_ body: (SQLiteStore) async throws -> Result) async throws -> Result {
        try await TestFolder.with { folder in
            let store = try await SQLiteStore.open(path: folder + "/reeve.db", mode: .create)
            return try await closing(store, by: { await $0.close() }, body)
        }
    }

    static func build(_ id: ULID, on store: some Store) async throws -> RunReport {
        let key = try signer().verifierKey
        return try await store.read { rows throws(StoreError) in
            try RunReportBuilder.build(
                batch: id, reading: rows,
                options: .init(producer: "reeve 0.1.0", key: key))
        }
    }

    static func sign(_ store: some Store) async throws {
        let head = try await store.auditHead()
        let checkpoint = try head.checkpoint(
            origin: "acme-log", now: SampleBatch.start.advanced(by: .seconds(60)))
        try await store.appendCheckpoint(try await SignedCheckpoint(checkpoint, signedBy: try signer()))
    }

    /// Ids that the store itself gives differ from run to run, so goldens stand on a log that is always the same.
    static func withSteadyLog(_ report: RunReport) async throws -> RunReport {
        var report = report
        var head = AuditLogHead()
        var lines: [(AuditEntry, UInt64)] = []
        for index in 0..<3 {
            let event = AuditEvent(
                id: "01ARZ3NDEKTSV4RRFFQ69G5FA\(index)", time: SampleBatch.start, type: .runStarted,
                actor: .init(kind: .system, id: "test"))
            lines.append((head.append(event), UInt64(index)))
        }
        let checkpoint = try head.checkpoint(origin: "acme-log", now: SampleBatch.start)
        let leaves = MerkleLeaves(lines.map(\.0.leafHash))
        report.audit.checkpoint = try await SignedCheckpoint(checkpoint, signedBy: try signer())
        report.audit.lines = try lines.map { entry, index in
            let hashes = try MerkleProof.inclusion(index: index, size: 3) { try leaves.node(level: $0, index: $1) }
            return SegmentLine(entry, proof: SegmentLine.Proof(treeSize: 3, hashes: hashes))
        }
        report.audit.logSize = 3
        report.audit.unsignedCount = 0
        return report
    }

    static func addTools(to store: some Store, also more: (String, String)...) async throws {
        let tools = [("git", "git_status"), ("git", "git_log"), ("clock", "convert_time")] + more
        let definitions = tools.enumerated().map { index, tool in
            ToolDefinition(
                id: ULID(milliseconds: 1, high: 0, low: UInt64(index + 1)), organization: "acme", environment: "prod",
                connection: tool.0, tool: tool.1, version: "1.0.0",
                digest: index == 0 ? SampleBatch.pin : .of(tool.1.utf8), definition: "{}", status: .synced,
                isCurrent: true, syncedAt: SampleBatch.start)
        }
        let status = ConnectionStatus(
            organization: "acme", environment: "prod", connection: "git", status: .ok, serverName: "mcp-server-git",
            serverVersion: "2026.10.19")
        try await store.write { rows throws(StoreError) in try rows.record(definitions, status: status) }
    }
}
