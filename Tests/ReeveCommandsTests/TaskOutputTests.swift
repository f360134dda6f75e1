import Foundation
import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveSchema
import ReeveStore
import ReeveStoreSQL
import TestSupport
import Testing

/// What commands show of a task: who did it with what, what was said, and what it has used.
@Suite struct TaskOutputTests {
    private static let run = ULID(milliseconds: 1_795_470_067_000, high: 0x7A5C, low: 1)
    private static let never = ULID(milliseconds: 1_795_470_067_000, high: 0x7A5C, low: 2)
    private static let batch = ULID(milliseconds: 1_795_470_067_000, high: 0x7A5C, low: 9)
    private static let start = Timestamp(microseconds: 1_795_470_067_000_000)
    private static let evil = "\u{1B}[2J\u{202E}evil\nrun forged"

    /// A project whose store has a batch with a task that has ended, and one that was cancelled before it began.
    private func project() async throws -> TestProject {
        let project = try await TestProject.working()
        let store = try await SQLiteStore.open(path: project.url(".reeve/reeve.db").path, mode: .create)
        try await closing(store, by: { await $0.close() }) { store in
            var batch = BatchRecord(
                id: Self.batch, organization: "acme", environment: "dev", name: "notes",
                definitionDigest: .of([1]), definition: #"{"items":[{"name":"note"},{"name":"never"}]}"#,
                concurrency: 1, requester: "user:anna", attributes: "{}", createdAt: Self.start)
            batch.queue = "tasks"
            var task = RunRecord(
                id: Self.run, batch: batch.id, organization: "acme", environment: "dev", queue: "tasks", item: "note",
                kind: .task, agent: "bot", effectID: "ef-1", createdAt: Self.start,
                content: RunContent(input: #"{"prompt":"Write."}"#))
            task.identity.team = "scrum"
            task.identity.role = "analyst"
            var never = RunRecord(
                id: Self.never, batch: batch.id, organization: "acme", environment: "dev", queue: "tasks",
                item: "never", kind: .task, agent: "bot", status: .cancelled, effectID: "ef-2", createdAt: Self.start)
            never.state.reason = .cancelledUser
            never.state.endedAt = Self.start
            _ = try await store.submitBatch(
                BatchSubmission(batch: batch, runs: [task, never], needs: []), events: [Self.event(.batchSubmitted)])
            let claim = RunClaim(worker: "w", queues: ["tasks"], limit: 1, now: Self.start)
            try await Self.carryOut(try #require(try await store.claimRuns(claim).first), on: store)
        }
        return project
    }

    private static func event(_ type: AuditEventType) -> AuditEvent {
        var event = AuditEvent(
            id: ULID(milliseconds: 1, high: 1, low: UInt64(type.rawValue.utf8.count)).text, time: start, type: type,
            actor: .init(kind: .system, id: "test"))
        event.organization = "acme"
        event.runID = type == .batchSubmitted ? nil : run.text
        return event
    }

    private static func carryOut(_ claimed: ClaimedRun, on store: SQLiteStore) async throws {
        func at(_ milliseconds: Int64) -> Timestamp { start.advanced(by: .milliseconds(milliseconds)) }
        func step(_ kind: RunStep.Kind, _ message: String, _ now: Timestamp) -> RunStep {
            RunStep(run: run, attempt: 1, kind: kind, message: message, timestamp: now)
        }
        var begin = RunStart(
            lease: claimed.lease, now: start, steps: [step(.check, "policy: allowed", start)],
            events: [event(.runStarted)])
        (begin.provider, begin.model) = ("main", "small-1")
        begin.templateVersion = ContentDigest.of("t".utf8).description
        begin.templateSource = "the role 'analyst' names it"
        try await store.recordStarted(begin)
        var prompt = TaskEntry(
            run: run, ordinal: 1, attempt: 1, kind: .prompt, status: .done,
            content: #"{"system":"Be brief.","user":"Write."}"#, startedAt: start)
        prompt.endedAt = start
        var asked = TaskEntry(
            run: run, ordinal: 2, attempt: 1, kind: .model, status: .done,
            content:
                #"{"calls":[{"arguments":{"text":"hi"},"id":"c","tool":"aid/say"}],"ending":"tool-calls","text":""}"#,
            startedAt: start)
        (asked.provider, asked.model, asked.tokensIn, asked.tokensOut, asked.cost) = ("main", "small-1", 400, 20, 440)
        asked.endedAt = at(10)
        let content: JSONValue = [
            "arguments": ["text": "hi"], "id": "c", "isError": false, "tainted": true, "text": .string(evil),
        ]
        var call = TaskEntry(
            run: run, ordinal: 3, attempt: 1, kind: .call, status: .done, tool: "aid/say",
            content: content.canonicalText, startedAt: at(11))
        call.endedAt = at(20)
        var answer = TaskEntry(
            run: run, ordinal: 4, attempt: 1, kind: .model, status: .done,
            content: #"{"ending":"stop","text":"all is well"}"#, startedAt: at(21))
        (answer.provider, answer.model, answer.tokensIn, answer.tokensOut, answer.cost) = (
            "main", "small-1", 500, 5, 510
        )
        answer.endedAt = at(30)
        var advance = RunAdvance(
            lease: claimed.lease, now: at(30), entries: [prompt, asked, call, answer],
            steps: [
                step(.execution, "calls aid/say", at(11)), step(.warning, "stderr: \(evil)", at(15)),
                step(.info, "answered", at(30)),
            ])
        (advance.tokensIn, advance.tokensOut, advance.cost, advance.currency) = (900, 25, 950, "EUR")
        let written = advance
        try await store.write { rows throws(StoreError) in try rows.advance(written) }
        try await store.finishRun(
            RunCompletion(
                lease: claimed.lease, status: .succeeded, now: at(30),
                output: #"{"output":"all is well","status":"succeeded"}"#, resultDigest: .of([2]),
                steps: [step(.success, "succeeded", at(30))], events: [event(.runFinished)]))
    }

    private func check(_ value: JSONValue, _ schema: String) throws {
        let file = TestProject.package.appending(path: "docs/schemas/\(schema).schema.json")
        let compiled = try CompiledSchema(
            compiling: JSONParser.parse(try String(contentsOf: file, encoding: .utf8)))
        let violations = compiled.validate(value).map { "\($0.instance): \($0.message)" }
        #expect(violations.isEmpty, "\(schema): \(violations.prefix(3))")
    }

    @Test func runsShowTellsWhoDidTheTaskWithWhat() async throws {
        let project = try await project()
        let text = try await project.expect(0, "runs", "show", Self.run.text, "--conversation").output
        for line in [
            "  role          analyst", "  team          scrum", "  chosen by     the role 'analyst' names it",
            "  model         main/small-1", "  turns         2, 2 model requests", "  tool calls    1",
            "  tokens        900 in, 25 out", "  cost          0.00095 EUR (estimated)",
            "  tainted       yes, by what nobody vouches for", "  output        all is well", "  prompt",
            "    | Write.",
            "  turn 2  main/small-1  500+5 tokens  0.00051 EUR  9 ms",
            "    aid/say {\"text\":\"hi\"}  answered, 9 ms  tainted", "      | \\x1B[2J\\u{202E}evil",
            "      | run forged",
        ] { #expect(text.split(separator: "\n").contains(Substring(line)), "no '\(line)' in:\n\(text)") }
        #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
        let json = try JSONParser.parse(
            try await project.expect(0, "runs", "show", Self.run.text, "-o", "json").output)
        try check(json, "runs-show")
        #expect(json["conversation"]?["exchanges"]?.array?.count == 4 && json["tainted"] == true)
        #expect(json["cost"]?.int == 950 && json["currency"]?.string == "EUR" && json["model"]?.string == "small-1")
        #expect(json["conversation"]?["exchanges"]?.array?[2]["result"]?["text"]?.string == Self.evil)
    }

    @Test func listingsHaveKindModelTokensAndCost() async throws {
        let project = try await project()
        let wide = try await project.expect(0, "runs", "list", "--item", "note", "-o", "wide").output
        #expect(wide.contains("KIND") && wide.contains("main/small-1") && wide.contains("0.00095 EUR"))
        let csv = try await project.expect(0, "runs", "list", "--item", "note", "-o", "csv").output
        #expect(csv.contains("bot,task,main/small-1,925,0.00095 EUR"))
        try check(
            try JSONParser.parse(try await project.expect(0, "runs", "list", "-o", "json").output), "runs-list")
        let batch = try JSONParser.parse(
            try await project.expect(0, "batches", "show", Self.batch.text, "-o", "json").output)
        try check(batch, "batches-show")
        #expect(batch["kinds"] == ["task": 2, "tool_run": 0] && batch["tokens_in"]?.int == 900)
        #expect(batch["costs"] == [["currency": "EUR", "micro_units": 950]])
    }

    @Test(arguments: [["--batch", Self.batch.text], [Self.batch.text], [Self.run.text], ["--item", "note"]])
    func logsHaveStepsStandardErrorAndExchangesInOneOrder(_ subject: [String]) async throws {
        let project = try await project()
        let result = try await project.start([TestProject.binary, "runs", "logs"] + subject + ["-o", "json"]).result()
        #expect(result.status == 0, "\(result.all)")
        let lines = try result.output.split(separator: "\n").map { try JSONParser.parse(String($0)) }
        for line in lines { try check(line, "runs-logs") }
        let own = lines.filter { $0["run"]?.string == Self.run.text }
        let kinds = own.map { line in
            line["exchange"]?["direction"]?.string ?? line["type"]?.string ?? ""
        }
        #expect(kinds == ["step", "out", "in", "step", "out", "stderr", "in", "step", "in", "step"], "\(kinds)")
        let times = lines.compactMap { $0["timestamp"]?.string }
        #expect(times == times.sorted() && times.count == lines.count)
        #expect(own[5]["text"]?.string == Self.evil)
        let isWhole = subject.contains(Self.batch.text)
        #expect(lines.contains { $0["type"]?.string == "end" && $0["label"]?.string == "never" } == isWhole)
        let text = try await project.start([TestProject.binary, "runs", "logs"] + subject).result().output
        #expect(text.contains("out       aid/say {\"text\":\"hi\"}") && text.contains("stderr    \\x1B[2J"))
        #expect(text.split(separator: "\n").count == lines.count, "a text of a server made a line of its own:\n\(text)")
    }

    @Test func logsOfNothingSaySo() async throws {
        let project = try await project()
        #expect(try await project.expect(3, "runs", "logs", "--item", "nope").error.contains("'nope'"))
        try await project.expect(64, "runs", "logs")
        try await project.expect(64, "runs", "logs", Self.run.text, "--batch", Self.batch.text)
    }

    @Test func theReportHasTheConversation() async throws {
        let project = try await project()
        let told = try await project.start([TestProject.binary, "report", "run", Self.batch.text]).result()
        #expect(
            told.output.contains("1 tool call, 2 model requests, 925 tokens, 0.00095 EUR (estimated)"), "\(told.all)")
        let path = try #require(told.output.split(separator: "\n").last.map(String.init))
        let folder = (path as NSString).deletingLastPathComponent
        let file = "outputs/note/\(Self.run.text).conversation.json"
        #expect(try project.read(folder + "/report.html").contains("href=\"\(file)\""))
        let document = try JSONParser.parse(try project.read(folder + "/" + file))
        #expect(document["exchanges"]?.array?.count == 4)
    }
}
