package import ReeveJSON
package import ReeveModel
internal import ReevePolicy
package import ReeveStore

/// `tools call`: one call by hand. It is a batch of one run, and goes through the same gate.
package struct DirectCall: Sendable {
    package struct Request: Sendable {
        package var organization: String
        package var environment: String
        package var agent: String
        package var tool: ToolAddress
        package var input: JSONObject
        package var timeout: Duration?
        package var requester: Requester

        package init(
            organization: String, environment: String, agent: String, tool: ToolAddress, input: JSONObject,
            timeout: Duration? = nil, requester: Requester
        ) {
            self.organization = organization
            self.environment = environment
            self.agent = agent
            self.tool = tool
            self.input = input
            self.timeout = timeout
            self.requester = requester
        }
    }

    package enum Outcome: Sendable {
        /// The run as it stands. `document` is the result document; nil where the tool has not answered.
        case ran(ULID, status: RunStatus, reason: RunReason?, message: String?, document: JSONValue?)
        case refused(SubmissionResult)
    }

    private let services: ExecutionServices
    private let options: RunLoopOptions
    private let onLoop: @Sendable (RunLoop) -> Void

    /// - Parameters:
    ///   - options: of the worker that makes the call. The queue and the batch are set here.
    ///   - onLoop: is given the worker before it begins, so that the caller can stop it.
    package init(
        _ services: ExecutionServices, options: RunLoopOptions, onLoop: @escaping @Sendable (RunLoop) -> Void = { _ in }
    ) {
        self.services = services
        self.options = options
        self.onLoop = onLoop
    }

    package func call(_ request: Request) async throws(ExecutionError) -> Outcome {
        let result = try await BatchSubmitter(services).submit(
            SubmissionRequest(
                organization: request.organization, environment: request.environment,
                name: request.tool.unversioned, spec: DirectCall.spec(request),
                idempotencyKey: DirectCall.key(options.name) + " \(services.random.nextID(services.clock))",
                requester: request.requester, origin: .manual, isWorkedHere: true))
        guard let batch = result.batch else { return .refused(result) }
        var options = options
        options.batch = batch.id
        options.queues = [batch.queue]
        options.concurrency = 1
        let loop = RunLoop(services, options: options)
        onLoop(loop)
        _ = try await loop.run()
        do {
            // A run that has not ended would stay for ever: nobody waits for it, and no other worker takes it.
            for run in try await services.store.runs(RunFilter(batch: batch.id)) where !run.state.status.isTerminal {
                _ = try await services.store.cancelRun(
                    run.id, actor: request.requester.description, now: services.clock.now)
            }
            guard let run = try await services.store.runs(RunFilter(batch: batch.id)).first else {
                return .refused(result)
            }
            let output = try await services.store.run(run.id)?.content?.output
            var document: JSONValue?
            if let output { document = try await StoredContent.load(output, from: services.store) }
            return .ran(
                run.id, status: run.state.status, reason: run.state.reason, message: run.state.errorText,
                document: document)
        } catch {
            throw ExecutionError(error)
        }
    }

    /// Cancels the calls of this host whose process was killed. No other worker takes runs of their queue. While they
    /// wait, their agent and tool cannot be deleted.
    ///
    /// A call names its process in the idempotency key of its batch. The key is written in the transaction that makes
    /// the batch.
    package static func endAbandoned(
        _ services: ExecutionServices, host: String, bootID: String
    ) async throws(ExecutionError) {
        do throws(StoreError) {
            // The calls are read first, then the workers. A process is registered before it makes its call, so a call
            // that is made between the two reads is never taken for abandoned.
            let open = try await services.store.batches(BatchFilter(queue: queue, statuses: [.open]))
            guard !open.isEmpty else { return }
            let living = Set(
                try await services.store.workers().filter { !$0.hasNoProcess(host: host, bootID: bootID) }
                    .map(\.name))
            // The name of a worker begins with its host. The calls of other hosts are left to those hosts.
            for batch in open {
                let words = batch.idempotencyKey?.split(separator: " ") ?? []
                guard words.count == 3, words[1].hasPrefix(host + "-"), !living.contains(String(words[1])) else {
                    continue
                }
                let runs = try await services.store.runs(RunFilter(batch: batch.id))
                for run in runs where !run.state.status.isTerminal && run.state.status != .running {
                    _ = try await services.store.cancelRun(run.id, actor: nil, now: services.clock.now)
                }
            }
        } catch {
            throw ExecutionError(error)
        }
    }

    /// Whether a batch is a call by hand. No worker takes runs from the queue of such calls, so a new run there would
    /// never begin.
    package static func isCall(_ batch: BatchRecord) -> Bool {
        batch.queue == queue && batch.idempotencyKey?.hasPrefix(key("")) == true
    }

    private static func key(_ worker: String) -> String { "direct " + worker }

    /// The queue of calls by hand: no other worker takes the call, and the caller's worker takes no other run.
    static let queue = "direct"

    /// The spec of a Batch with one item, in normal form.
    private static func spec(_ request: Request) -> JSONValue {
        var toolRun: JSONObject = [
            "agent": .string(request.agent), "input": .object(request.input), "tool": .string(request.tool.description),
        ]
        if let timeout = request.timeout { toolRun["timeout"] = .string(DurationText.format(timeout)) }
        return [
            "concurrency": 1, "priority": 5, "queue": .string(queue),
            "retry": ["attempts": 1, "max": "5m", "min": "2s"],
            "items": [["name": "call", "once": true, "toolRun": .object(toolRun)]],
        ]
    }
}
