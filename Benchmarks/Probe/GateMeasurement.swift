import Glibc
import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveMCP
import ReeveModel
import ReeveStore
import ReeveStoreSQL

/// Runs a second through the whole gate, into a store whose every commit is durable.
///
/// The server is in this process and does nothing; the protocol to it is the one of a pipe.
enum GateMeasurement {
    /// `RUNS CONCURRENCY FOLDER`
    static func run(_ words: [String]) async throws {
        guard words.count == 3, let count = Int(words[0]), let concurrency = Int(words[1]) else { exit(64) }
        let clock = SystemExecutionClock()
        let store = try await SQLiteStore.open(path: words[2] + "/gate.db", mode: .create)
        let secrets = SecretResolver(environment: [:], roots: [])
        let services = ExecutionServices(
            store: store, pool: SessionPool(), catalog: ScopeCatalog(store: store), secrets: secrets,
            connections: NoOpServer(concurrency: concurrency))
        try await BenchScope.prepare(store, now: clock.now, concurrency: concurrency)
        _ = try await ToolSync(services).sync(
            connection: "git", organization: "acme", environment: "dev", requester: Requester("os:bench@here"))
        let submitted = try await Probe.time {
            _ = try await BatchSubmitter(services).submit(
                SubmissionRequest(
                    organization: "acme", environment: "dev", name: "bench", spec: spec(count, concurrency),
                    requester: "os:bench@here"))
        }
        let loop = RunLoop(services, options: RunLoopOptions(name: "bench", host: "here", concurrency: concurrency))
        let processor = Probe.processorTime
        let microseconds = try await Probe.time { _ = try await loop.run() }
        let used = Probe.processorTime - processor
        let succeeded = try await store.read { rows throws(StoreError) in
            try rows.runCount(RunFilter(statuses: [.succeeded]))
        }
        let events = try await store.auditHead().nextSequence
        await services.pool.shutdown(grace: .immediate)
        await store.close()
        Probe.report([
            "succeeded": JSONValue(succeeded), "runs_per_second": Probe.rate(count, microseconds),
            "submitted_per_second": Probe.rate(count, submitted), "audit_events": JSONValue(events),
            "processor_microseconds_per_run": JSONValue(used / Int64(count)),
        ])
    }

    private static func spec(_ count: Int, _ concurrency: Int) -> JSONValue {
        [
            "concurrency": JSONValue(concurrency), "priority": 5, "queue": "default",
            "retry": ["attempts": 3, "max": "5m", "min": "2s"],
            "matrix": ["n": ["range": ["from": 1, "step": 1, "to": JSONValue(count)]]],
            "items": [
                [
                    "name": "a", "once": false,
                    "toolRun": ["agent": "bot", "input": ["n": ["fromMatrix": "n"]], "tool": "git/echo"],
                    "expect": [["equals": false, "path": "/isError"]],
                ]
            ],
        ]
    }
}
