import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import ReeveStoreSQL

/// A batch like that of the demo, carried out on a real store with times and ids that are always the same.
struct SampleBatch {
    /// How one run ends, and after how long.
    struct Script {
        var milliseconds: Int64 = 100
        var status: RunStatus = .succeeded
        var reason: RunReason?
        var error: String?
        var isExpected = false
        var output: JSONValue?
        /// Refused by the gate: nothing is sent.
        var isRefused = false
        var rules: [String] = []
        var policies: [String] = []
        var places: [String] = []
    }

    static let start = Timestamp(microseconds: 1_795_470_067_000_000)
    static let organization = "acme"
    static let pin = ContentDigest.of("pin".utf8)
    static let policySet = ContentDigest.of("policies".utf8)
    private static let repositories = ["website", "billing", "infra", "docs"].map { ".demo/repos/" + $0 }

    let batch: BatchRecord
    private(set) var runs: [RunRecord] = []
    private var needs: [RunNeed] = []
    private var events: [AuditEvent] = []
    private var scripts: [ULID: [Script]] = [:]
    private var byCell: [String: ULID] = [:]
    private var serial: UInt64 = 0
    private var random = Linear(state: 7)

    /// - Parameter hasTrouble: Some runs end as nobody asked: a failed expectation, a lost server, a parked run.
    init(hasTrouble: Bool = false, name: String = "night-check", shout: String? = nil) {
        let items = [
            "status", "log", "show", "branches", "stamp", "convert", "rewrite-history", "too-much", "wrong-input",
            "flaky", "oversleeps", "after-the-nap",
        ]
        let definition: JSONValue = ["items": .array(items.map { ["name": .string($0)] })]
        batch = BatchRecord(
            id: ULID(milliseconds: UInt64(SampleBatch.start.microseconds / 1_000), high: 0x1234, low: 99),
            organization: SampleBatch.organization, environment: "prod", name: name,
            definitionDigest: .of(definition), definition: definition.canonicalText, concurrency: 6,
            deadline: SampleBatch.start.advanced(by: .seconds(600)), requester: "os:anna@build-7",
            attributes: JSONValue.object([
                "budget": ["calls": 200],
                BatchPlaces.member: BatchPlaces(
                    file: "jobs/night-check.yaml",
                    lines: ["show": [29], "oversleeps": [71], "flaky": [64]]
                ).json,
            ]).canonicalText, createdAt: SampleBatch.start)
        addMatrix(hasTrouble: hasTrouble, shout: shout)
        addSingles(hasTrouble: hasTrouble)
    }

    private mutating func addMatrix(hasTrouble: Bool, shout: String?) {
        for (item, tool, need) in [
            ("status", "git/git_status", nil), ("log", "git/git_log", "status"), ("show", "git/git_show", "log"),
            ("branches", "git/git_branch", "status"),
        ] {
            for repository in SampleBatch.repositories {
                for revision in ["HEAD", "HEAD~1"] {
                    var script = Script(milliseconds: 30 + Int64(random.next() % 240))
                    let text = shout ?? "\(item) of \(repository) at \(revision)"
                    script.output = SampleBatch.result(
                        text + String(repeating: " line\n", count: item == "log" ? 900 : 9))
                    if hasTrouble, item == "show", repository.hasSuffix("billing") {
                        script.status = .failed
                        script.reason = .expectationFailed
                        script.error = "/content/0/text does not match 'Author'"
                    }
                    if hasTrouble, item == "branches", repository.hasSuffix("infra"), revision == "HEAD" {
                        script = Script(
                            milliseconds: 12, status: .awaitingApproval,
                            error: "git/git_branch waits for user:ben until 06:41", isRefused: true)
                    }
                    let cell = "repo=\(repository),revision=\(revision)"
                    let key = repository + revision
                    let id = add(
                        item, tool, agent: "repo-doctor", cell: cell,
                        needs: need.flatMap { byCell[$0 + key] }.map { [($0, .succeeded)] } ?? [], scripts: [script])
                    byCell[item + key] = id
                }
            }
        }
    }

    private mutating func addSingles(hasTrouble: Bool) {
        let shows = byCell.filter { $0.key.hasPrefix("show") }.values.sorted().map { ($0, RunNeed.Condition.finished) }
        var ok = Script(milliseconds: 45, output: SampleBatch.result("2026-11-23T22:41:07+01:00"))
        let stamp = add("stamp", "clock/get_current_time", agent: "watchman", needs: shows, scripts: [ok])
        ok.milliseconds = 61
        add("convert", "clock/convert_time", agent: "watchman", needs: [(stamp, .succeeded)], scripts: [ok])
        let denied = Script(
            status: .denied, reason: .policyDenied, error: "resetting a repository needs a person", isExpected: true,
            isRefused: true, rules: ["history-is-not-rewritten"], policies: ["acme/guardrails"],
            places: ["manifests/acme/policies.yaml:9"])
        deny("rewrite-history", "git/git_reset", "denied by a guardrail although a rule of prod allows it", denied)
        var tooMuch = denied
        tooMuch.error = "no rule allows it: arguments /max_count: 500 is above 50"
        (tooMuch.rules, tooMuch.policies, tooMuch.places) = ([], [], [])
        deny("too-much", "git/git_log", "denied because an argument is above what the rule allows", tooMuch)
        add(
            "wrong-input", "clock/get_current_time", agent: "watchman", title: "refused by the tool's schema",
            scripts: [
                Script(
                    milliseconds: 4, status: .failed, reason: .inputInvalid, error: "/timezone is required",
                    isExpected: true, isRefused: true)
            ])
        let lost = Script(
            milliseconds: 80, status: .retryable, reason: .connectionFailed, error: "the server exited with status 3")
        let flaky = add(
            "flaky", "unruly/echo", agent: "watchman", title: "the server exits on its first start",
            scripts: hasTrouble
                ? [
                    lost, lost,
                    Script(
                        milliseconds: 75, status: .failed, reason: .connectionFailed,
                        error: "the server exited with status 3"),
                ] : [lost, Script(milliseconds: 95, output: SampleBatch.result("still here"))])
        let nap = add(
            "oversleeps", "unruly/nap", agent: "watchman", needs: [(flaky, hasTrouble ? .finished : .succeeded)],
            scripts: [
                Script(
                    milliseconds: 2_013, status: .interrupted, reason: .effectUnknown,
                    error: "timeout.attempt: no answer within 2 s", isExpected: true)
            ])
        add(
            "after-the-nap", "unruly/echo", agent: "watchman", title: "skipped, because what it needs did not succeed",
            needs: [(nap, .succeeded)], scripts: [])
    }

    static func result(_ text: String) -> JSONValue {
        ["content": [["text": .string(text), "type": "text"]], "isError": false]
    }

    @discardableResult
    private mutating func add(
        _ item: String, _ tool: String, agent: String, title: String? = nil, cell: String? = nil,
        needs upstream: [(ULID, RunNeed.Condition)] = [], scripts: [Script]
    ) -> ULID {
        let id = nextID()
        let input: JSONValue = ["repo_path": JSONValue(cell ?? "none")]
        runs.append(
            RunRecord(
                id: id, batch: batch.id, organization: batch.organization, environment: batch.environment, item: item,
                cell: cell, title: title, agent: agent, tool: tool, status: upstream.isEmpty ? .ready : .pending,
                effectID: "ef-" + id.text, createdAt: batch.createdAt,
                content: RunContent(input: input.canonicalText)))
        needs += upstream.map { RunNeed(run: id, upstream: $0.0, condition: $0.1) }
        self.scripts[id] = scripts
        return id
    }

    /// Refused when it is submitted.
    private mutating func deny(_ item: String, _ tool: String, _ title: String, _ script: Script) {
        let id = add(item, tool, agent: "repo-doctor", title: title, scripts: [])
        let index = runs.count - 1
        runs[index].state.status = .denied
        runs[index].state.reason = script.reason
        runs[index].state.isExpected = script.isExpected
        runs[index].state.errorText = script.error
        runs[index].state.endedAt = batch.createdAt
        runs[index].state.readyAt = nil
        runs[index].usage.policySetDigest = SampleBatch.policySet
        var event = event(.runDenied, run: runs[index], script: script, at: batch.createdAt)
        event.context?["stage"] = "submission"
        event.runID = id.text
        events.append(event)
    }

    private mutating func nextID() -> ULID {
        serial += 1
        return ULID(milliseconds: UInt64(batch.createdAt.microseconds / 1_000), high: 0x2000, low: serial)
    }

    private mutating func event(
        _ type: AuditEventType, run: RunRecord, script: Script, at now: Timestamp, attempt: Int? = nil
    ) -> AuditEvent {
        let agent = "agent:\(run.assignment.agent ?? "")@acme/prod"
        var event = AuditEvent(id: nextID().text, time: now, type: type, actor: .init(kind: .agent, id: agent))
        event.organization = run.identity.organization
        event.environment = run.identity.environment
        event.subject = agent
        event.target = run.assignment.tool.map { "tool:" + $0 }
        event.runID = run.id.text
        event.attempt = attempt
        event.effectID = run.identity.effectID
        event.outcome = script.status.rawValue
        event.reasonCode = script.reason?.rawValue
        event.arguments = ["repo_path": JSONValue(run.identity.cell ?? "none")]
        event.decision = type == .runDenied ? .deny : .allow
        event.policyIDs = type == .runDenied ? script.policies : ["acme/prod/Policy/watching"]
        event.ruleIDs = type == .runDenied ? script.rules : ["the-rule-that-allowed-it"]
        var context: JSONObject = ["message": JSONValue(script.error), "stage": script.isRefused ? "input" : "execute"]
        if !script.places.isEmpty { context["rules"] = JSONValue(script.places) }
        event.context = context
        return event
    }

    // MARK: Carrying it out

    /// Submits the batch and works through it with six slots of one worker.
    mutating func run(on store: some Store) async throws {
        var submitted = AuditEvent(
            id: nextID().text, time: batch.createdAt, type: .batchSubmitted,
            actor: .init(kind: .operatingSystemUser, id: batch.requester.description))
        submitted.organization = batch.organization
        submitted.target = "batch:" + batch.id.text
        _ = try await store.submitBatch(
            BatchSubmission(batch: batch, runs: runs, needs: needs), events: [submitted] + events)
        try await drain(store, from: batch.createdAt.advanced(by: .milliseconds(35)))
    }

    /// Works through what is there, from `start` on.
    mutating func drain(_ store: some Store, from start: Timestamp) async throws {
        var now = start
        var flying: [(end: Timestamp, claimed: ClaimedRun, script: Script)] = []
        while true {
            if flying.count < 6 {
                let claim = RunClaim(worker: "build-7-4711", limit: 6 - flying.count, now: now)
                for claimed in try await store.claimRuns(claim) {
                    let script = try await begin(claimed, on: store, now: now)
                    flying.append((now.advanced(by: .milliseconds(script.milliseconds)), claimed, script))
                }
            }
            flying.sort { ($0.end, $0.claimed.run.id) < ($1.end, $1.claimed.run.id) }
            if flying.isEmpty {
                guard let due = try await store.nextDue(queues: ["default"]), due > now else { return }
                now = due
                continue
            }
            let next = flying.removeFirst()
            now = next.end
            try await end(next.claimed, next.script, on: store, now: now)
        }
    }

    private mutating func begin(_ claimed: ClaimedRun, on store: some Store, now: Timestamp) async throws -> Script {
        let script = scripts[claimed.run.id]?[claimed.attempt - 1] ?? Script()
        guard !script.isRefused else { return script }
        let event = event(.runStarted, run: claimed.run, script: script, at: now, attempt: claimed.attempt)
        let steps = [
            RunStep(
                run: claimed.run.id, attempt: claimed.attempt, kind: .execution,
                message: "calls \(claimed.run.assignment.tool ?? "")", timestamp: now)
        ]
        try await store.recordStarted(
            RunStart(
                lease: claimed.lease, now: now, policySetDigest: SampleBatch.policySet,
                pinDigest: claimed.run.assignment.tool == "git/git_status" ? SampleBatch.pin : nil,
                steps: steps, events: [event]))
        return script
    }

    private mutating func end(
        _ claimed: ClaimedRun, _ script: Script, on store: some Store, now: Timestamp
    ) async throws {
        let type: AuditEventType =
            switch script.status {
            case .retryable: .runRetried
            case .awaitingApproval: .runParked
            case .interrupted: .runInterrupted
            default: script.isRefused ? .runRefused : .runFinished
            }
        let event = event(type, run: claimed.run, script: script, at: now, attempt: claimed.attempt)
        let isWell = script.status == .succeeded
        let step = RunStep(
            run: claimed.run.id, attempt: claimed.attempt,
            kind: isWell ? .success : script.status == .retryable ? .warning : .error,
            message: script.error ?? script.status.rawValue, timestamp: now)
        try await store.finishRun(
            RunCompletion(
                lease: claimed.lease, status: script.status, reason: script.reason, errorText: script.error, now: now,
                dueAt: script.status == .retryable ? now.advanced(by: .milliseconds(400)) : nil,
                isExpected: script.isExpected, output: script.output?.canonicalText,
                resultDigest: script.output.map { ContentDigest.of($0) }, steps: [step], events: [event]))
    }
}

/// A small generator that gives the same numbers on every machine.
struct Linear {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
