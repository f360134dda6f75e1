import Glibc
import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveStore
import ReeveStoreSQL

/// The audit log: appended by itself and durably in a store, verified by itself and out of a store.
enum AuditMeasurement {
    private static let concurrency = 512
    private static let clock = SystemExecutionClock()

    /// `ENTRIES FOLDER`
    static func run(_ words: [String]) async throws {
        guard words.count == 2, let count = Int(words[0]) else { exit(64) }
        let start = clock.now
        let events = (0..<count).map { event($0, at: start) }

        var head = AuditLogHead()
        var entries: [AuditEntry] = []
        entries.reserveCapacity(count)
        let appendedAlone = await Probe.time { for event in events { entries.append(head.append(event)) } }

        let signer = try Ed25519CheckpointSigner(
            name: "reeve.bench", seed: Ed25519CheckpointSigner.makeSeed())
        let signed = try await SignedCheckpoint(
            head.checkpoint(origin: signer.verifierKey.name, now: clock.now), signedBy: signer)
        let verifiedAlone = await Probe.time {
            var verifier = verifier([signed], key: signer.verifierKey)
            for entry in entries {
                verifier.add(sequence: entry.sequence, entry: entry.bytes, leafHash: entry.leafHash)
            }
            precondition(verifier.finish().isIntact)
        }

        let store = try await SQLiteStore.open(path: words[1] + "/audit.db", mode: .create)
        // Each write has one event and returns when it is durable; many wait at once, as runs do.
        let appendedDurably = try await Probe.time {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for lane in 0..<concurrency {
                    group.addTask {
                        for index in stride(from: lane, to: count, by: concurrency) {
                            try await store.write { rows throws(StoreError) in
                                _ = try rows.append([events[index]])
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        let stored = try await Checkpointer(store: store, signer: signer).sign(now: clock.now)
        let checkpoint = try SignedCheckpoint(parsing: stored ?? [])
        let verifiedFromStore = try await Probe.time {
            let isIntact = try await store.read { rows throws(StoreError) in
                var verifier = verifier([checkpoint], key: signer.verifierKey)
                var next: Int64 = 0
                while true {
                    let page = try rows.auditEntries(from: next, limit: 4_096)
                    for entry in page {
                        verifier.add(sequence: entry.sequence, entry: entry.bytes, leafHash: entry.leafHash)
                    }
                    guard let last = page.last, page.count == 4_096 else { return verifier.finish().isIntact }
                    next = last.sequence + 1
                }
            }
            precondition(isIntact)
        }
        await store.close()
        Probe.report([
            "append": Probe.rate(count, appendedAlone), "append_durable": Probe.rate(count, appendedDurably),
            "verify": Probe.rate(count, verifiedAlone), "verify_store": Probe.rate(count, verifiedFromStore),
        ])
    }

    private static func verifier(_ checkpoints: [SignedCheckpoint], key: VerifierKey) -> AuditVerifier {
        AuditVerifier(
            checkpoints: checkpoints.map { .init(label: "last", signed: $0) },
            trusted: CheckpointVerifier(keys: [key]), now: clock.now, options: .init(expectsLeaves: true))
    }

    /// What the start of a run leaves behind.
    private static func event(_ index: Int, at start: Timestamp) -> AuditEvent {
        let agent = "agent:bot@acme/dev"
        var event = AuditEvent(
            id: "", time: start.advanced(by: .microseconds(index)), type: .runStarted,
            actor: .init(kind: .agent, id: agent))
        event.onBehalfOf = "user:bench"
        event.trigger = AuditEvent.Trigger(kind: .manual, reference: "01JD0000000000000000000000")
        event.organization = "acme"
        event.environment = "dev"
        event.subject = agent
        event.action = "tool.invoke"
        event.target = "tool:git/echo"
        event.runID = "01JD0000000000000000" + String(100_000 + index % 900_000)
        event.attempt = 1
        event.effectID = "01JD0000000000000000" + String(100_000 + index % 900_000)
        let arguments: JSONValue = ["n": JSONValue(index)]
        event.argumentDigest = ContentDigest.of(arguments)
        event.arguments = arguments
        event.decision = .allow
        event.ruleIDs = ["r"]
        event.policyIDs = ["acme/Policy/all"]
        event.limiterState = ["limits": ["acme/Limit/wide"]]
        return event
    }
}
