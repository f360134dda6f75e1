import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore
import ReeveStoreSQL

/// A batch of tasks, carried out on a real store with times and ids that are always the same.
struct SampleTasks {
    /// One entry of a journal.
    enum Entry {
        case prompt(system: String? = nil, user: String, isRepair: Bool = false)
        /// An answer of a provider, with calls of tools.
        case answer(String, calls: [(tool: String, arguments: JSONValue)] = [], by: String = "main/small-1")
        case noAnswer(String, by: String = "main/small-1")
        case result(String, tool: String, arguments: JSONValue, isTainted: Bool = false, isError: Bool = false)
        case denied(tool: String, arguments: JSONValue, rule: String?)
        case unanswered(tool: String, arguments: JSONValue)
    }

    struct Script {
        var item: String
        var cell: String?
        var agent = "analyst-1"
        var role: String? = "analyst"
        var entries: [Entry]
        var status: RunStatus = .succeeded
        var reason: RunReason?
        var error: String?
        var output: JSONValue?
        var proposal: JSONValue?
    }

    static let start = SampleBatch.start
    let batch: BatchRecord
    private let scripts: [ULID: Script]
    private let runs: [RunRecord]
    private var serial: UInt64 = 0

    init(_ scripts: [Script], name: String = "health-notes") {
        var items: [String] = []
        for script in scripts where !items.contains(script.item) { items.append(script.item) }
        let definition: JSONValue = ["items": .array(items.map { ["name": .string($0)] })]
        let batch = BatchRecord(
            id: ULID(milliseconds: UInt64(SampleTasks.start.microseconds / 1_000), high: 0x1234, low: 7),
            organization: "acme", environment: "prod", name: name, definitionDigest: .of(definition),
            definition: definition.canonicalText, concurrency: 1, requester: "user:anna", attributes: "{}",
            createdAt: SampleTasks.start)
        var byRun: [ULID: Script] = [:]
        var runs: [RunRecord] = []
        for (index, script) in scripts.enumerated() {
            let id = ULID(
                milliseconds: UInt64(SampleTasks.start.microseconds / 1_000), high: 0x3000, low: UInt64(index + 1))
            var run = RunRecord(
                id: id, batch: batch.id, organization: "acme", environment: "prod", item: script.item,
                cell: script.cell, kind: .task, agent: script.agent, effectID: "ef-" + id.text,
                createdAt: batch.createdAt, content: RunContent(input: #"{"prompt":"Write the note."}"#))
            run.identity.team = "scrum"
            run.identity.role = script.role
            run.usage.templateVersion = ContentDigest.of("template".utf8).description
            run.usage.templateSource = "the role 'analyst' names template 'health-note'"
            byRun[id] = script
            runs.append(run)
        }
        self.batch = batch
        self.scripts = byRun
        self.runs = runs
    }

    private mutating func nextID() -> ULID {
        serial += 1
        return ULID(milliseconds: UInt64(SampleTasks.start.microseconds / 1_000), high: 0x4000, low: serial)
    }

    private mutating func event(_ type: AuditEventType, _ run: RunRecord, at now: Timestamp) -> AuditEvent {
        let agent = "agent:\(run.assignment.agent ?? "")@acme/prod"
        var event = AuditEvent(id: nextID().text, time: now, type: type, actor: .init(kind: .agent, id: agent))
        event.organization = "acme"
        event.environment = "prod"
        event.subject = agent
        event.runID = run.id.text
        event.attempt = 1
        return event
    }

    mutating func run(on store: some Store) async throws {
        let submitted = AuditEvent(
            id: nextID().text, time: batch.createdAt, type: .batchSubmitted, actor: .init(kind: .user, id: "anna"))
        _ = try await store.submitBatch(BatchSubmission(batch: batch, runs: runs, needs: []), events: [submitted])
        var now = SampleTasks.start.advanced(by: .milliseconds(40))
        while let claimed = try await store.claimRuns(RunClaim(worker: "build-7-4711", limit: 1, now: now)).first {
            now = try await carryOut(claimed, on: store, from: now)
        }
    }

    private mutating func carryOut(
        _ claimed: ClaimedRun, on store: some Store, from start: Timestamp
    ) async throws -> Timestamp {
        let script = scripts[claimed.run.id] ?? Script(item: "", entries: [])
        var started = event(.runStarted, claimed.run, at: start)
        started.decision = .allow
        started.policyIDs = ["acme/prod/Policy/notes"]
        started.ruleIDs = ["analysts-may-think"]
        var begin = RunStart(
            lease: claimed.lease, now: start, policySetDigest: SampleBatch.policySet,
            steps: [step(claimed, .check, "policy: allowed by acme/prod/Policy/notes#analysts-may-think", at: start)],
            events: [started])
        begin.provider = "main"
        begin.model = "small-1"
        begin.templateVersion = claimed.run.usage.templateVersion
        begin.templateSource = claimed.run.usage.templateSource
        try await store.recordStarted(begin)
        var now = start
        var (input, output, cost): (Int64, Int64, Int64) = (0, 0, 0)
        for (index, entry) in script.entries.enumerated() {
            var (row, events) = row(entry, claimed, ordinal: index + 1, from: &now)
            let payload = row.content.utf8.count > 64 << 10 ? Array(row.content.utf8) : nil
            if let payload { row.content = #"{"reeve.payload":{"payload":"\#(ContentDigest.of(payload))"}}"# }
            input += row.tokensIn ?? 0
            output += row.tokensOut ?? 0
            cost += row.cost ?? 0
            var advance = RunAdvance(
                lease: claimed.lease, now: now, entries: [row],
                steps: [step(claimed, .info, "\(row.kind.rawValue) \(index + 1)", at: now)], events: events)
            (advance.tokensIn, advance.tokensOut, advance.cost, advance.currency) = (input, output, cost, "EUR")
            if let provider = row.provider { (advance.provider, advance.model) = (provider, row.model) }
            let written = advance
            try await store.write { rows throws(StoreError) in
                if let payload { try rows.insertPayload(payload, digest: .of(payload), now: written.now) }
                try rows.advance(written)
            }
        }
        let document: JSONValue? = script.output.map { ["output": $0, "status": .string(script.status.rawValue)] }
        var completion = RunCompletion(
            lease: claimed.lease, status: script.status, reason: script.reason, errorText: script.error, now: now,
            output: document?.canonicalText, resultDigest: document.map { ContentDigest.of($0) },
            steps: [step(claimed, script.status == .succeeded ? .success : .error, script.error ?? "done", at: now)],
            events: [event(.runFinished, claimed.run, at: now)])
        completion.lastProposal = script.proposal?.canonicalText
        try await store.finishRun(completion)
        return now.advanced(by: .milliseconds(20))
    }

    private func step(_ claimed: ClaimedRun, _ kind: RunStep.Kind, _ message: String, at now: Timestamp) -> RunStep {
        RunStep(run: claimed.run.id, attempt: claimed.attempt, kind: kind, message: message, timestamp: now)
    }

    private mutating func row(
        _ entry: Entry, _ claimed: ClaimedRun, ordinal: Int, from now: inout Timestamp
    ) -> (TaskEntry, [AuditEvent]) {
        var row = TaskEntry(
            run: claimed.run.id, ordinal: ordinal, attempt: 1, kind: .prompt, status: .done, startedAt: now)
        var (content, events): (JSONObject, [AuditEvent]) = ([:], [])
        func ask(_ name: String) {
            let parts = name.split(separator: "/").map(String.init)
            (row.kind, row.provider, row.model) = (.model, parts.first, parts.dropFirst().first)
        }
        switch entry {
        case .prompt(let system, let user, let isRepair):
            content["user"] = .string(user)
            content["system"] = JSONValue(system)
            if isRepair { content["repair"] = true }
        case .answer(let text, let calls, let name):
            ask(name)
            now = now.advanced(by: .milliseconds(640 + Int64(text.utf8.count % 300)))
            (row.tokensIn, row.tokensOut) = (400 + Int64(ordinal) * 90, 30 + Int64(text.utf8.count % 200))
            row.cost = (row.tokensIn ?? 0) / 10 + (row.tokensOut ?? 0) / 2
            content["text"] = .string(text)
            content["ending"] = calls.isEmpty ? "stop" : "tool-calls"
            content["calls"] = .array(
                calls.enumerated().map { index, call in
                    ["arguments": call.arguments, "id": .string("c\(ordinal)-\(index)"), "tool": .string(call.tool)]
                })
        case .noAnswer(let message, let name):
            ask(name)
            now = now.advanced(by: .milliseconds(90))
            row.status = .failed
            content = ["code": "overloaded", "message": .string(message)]
        case .result(let text, let tool, let arguments, let isTainted, let isError):
            (row.kind, row.tool) = (.call, tool)
            now = now.advanced(by: .milliseconds(55))
            content = ["arguments": arguments, "effect": "e", "id": "c", "isError": .bool(isError)]
            content["text"] = .string(text)
            if isError { content["reason"] = "tool.error" }
            if isTainted { content["tainted"] = true }
        case .denied(let tool, let arguments, let rule):
            (row.kind, row.tool, row.status) = (.call, tool, .failed)
            content = [
                "arguments": arguments, "id": "c", "isError": true, "reason": "policy.denied",
                "text": "policy.denied: rewriting history needs a person",
            ]
            var denial = event(.callDenied, claimed.run, at: now)
            denial.decision = .deny
            denial.target = "tool:" + tool
            if let rule {
                denial.policyIDs = ["acme/guardrails"]
                denial.ruleIDs = [rule]
                denial.context = ["rules": ["manifests/acme/policies.yaml:9"]]
            }
            events.append(denial)
        case .unanswered(let tool, let arguments):
            (row.kind, row.tool, row.status) = (.call, tool, .announced)
            content = ["arguments": arguments, "effect": "e", "id": "c"]
        }
        if row.status != .announced { row.endedAt = now }
        row.content = JSONValue.object(content).canonicalText
        return (row, events)
    }
}
