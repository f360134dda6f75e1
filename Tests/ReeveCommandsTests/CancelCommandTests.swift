import Foundation
import ReeveJSON
import TestSupport
import Testing

/// What cancelling tells, and what is logged of who asked for it.
@Suite(.timeLimit(.minutes(15))) struct CancelCommandTests {
    /// Held as long as the test takes on a busy machine, and longer than a tool's usual time.
    private static let held = """
        apiVersion: reeve/v1
        kind: Batch
        metadata: {name: held, organization: acme, environment: dev}
        spec:
          concurrency: 1
          items:
            - {name: first, toolRun: {agent: bot, tool: aid/hold, input: {}, timeout: 15m}}
            - {name: second, needs: [first], toolRun: {agent: bot, tool: aid/say, input: {}}}

        """

    /// A run that is in the middle of its call.
    private func start() async throws -> (TestProject, ChildRun, id: String) {
        let project = try await TestProject.working()
        try project.write("jobs/held.yaml", Self.held)
        try await project.python("import os; os.mkfifo('release')")
        let run = try project.start([TestProject.binary, "run", "-f", "jobs/held.yaml"])
        try await FileWatch.wait(for: project.url("begun").path) { $0.hasSuffix("\n") }
        let id = try await project.expect(0, "runs", "list", "--status", "running", "-o", "name").output
        return (project, run, id.trimmingCharacters(in: .newlines))
    }

    private func events(_ project: TestProject, _ type: String) async throws -> [JSONValue] {
        try JSONParser.parse(try await project.expect(0, "audit", "list", "--type", type, "-o", "json").output).array
            ?? []
    }

    @Test func aRunningRunIsAskedToStopAndTheLogSaysByWhom() async throws {
        let (project, run, id) = try await start()
        let told = try await project.expect(0, "runs", "cancel", id)
        #expect(told.output == "run \(id) was asked to stop\n", "\(told.all)")
        let result = try await run.result()
        #expect(result.status == 7, "\(result.all)")
        let request = try #require(try await events(project, "run.cancel_requested").first)
        #expect(request["run_id"] == .string(id) && request["actor_kind"] == "os", "\(request)")
        #expect(request["organization"] == "acme" && request["target"] == "tool:aid/hold", "\(request)")
        // The run was made for somebody, who need not be the one that stops it.
        let ended = try #require(try await events(project, "run.interrupted").first)
        #expect(ended["run_id"] == .string(id) && ended["on_behalf_of"] == nil, "\(ended)")
        try await project.expect(0, "store", "check")
        try await project.expect(0, "audit", "verify")
    }

    @Test func whatHasEndedIsToldToHaveEnded() async throws {
        let project = try await TestProject.working()
        _ = try await project.reeve("run", "-f", "jobs/mixed.yaml")
        let id = try await project.expect(0, "runs", "list", "--item", "fine", "-o", "name").output
            .trimmingCharacters(in: .newlines)
        let batch = try await project.expect(0, "batches", "list", "-o", "name").output
            .trimmingCharacters(in: .newlines)
        #expect(try await project.expect(0, "runs", "cancel", id).output == "run \(id) has succeeded already\n")
        #expect(try await project.expect(0, "batches", "cancel", batch).output == "batch \(batch) has failed already\n")
        let json = try JSONParser.parse(try await project.expect(0, "runs", "cancel", id, "-o", "json").output)
        #expect(json == ["asked_to_stop": [], "cancelled": [], "skipped": [], "status": "succeeded"])
        #expect(try await events(project, "run.cancel_requested").isEmpty)
    }

    @Test func aBatchTellsWhatItAskedToStop() async throws {
        let (project, run, id) = try await start()
        let batch = try await project.expect(0, "batches", "list", "-o", "name").output
            .trimmingCharacters(in: .newlines)
        let told = try await project.expect(0, "batches", "cancel", batch, "-o", "json")
        let json = try JSONParser.parse(told.output)
        #expect(json["asked_to_stop"] == [.string(id)] && json["status"] == "open", "\(told.all)")
        #expect(json["cancelled"]?.array?.count == 1, "\(told.all)")
        _ = try await run.result()
    }

    /// The first command goes on and writes the report; the second says what it is waiting for, and that is no success.
    @Test func aSecondRunOfABatchThatIsWorkedOnDidNotFinish() async throws {
        let project = try await TestProject.working()
        try project.write("jobs/held.yaml", Self.held)
        try await project.python("import os; os.mkfifo('release')")
        let words = ["run", "-f", "jobs/held.yaml", "--key", "nightly"]
        let first = try project.start([TestProject.binary] + words)
        try await FileWatch.wait(for: project.url("begun").path) { $0.hasSuffix("\n") }
        for more in [[], ["-o", "json"]] {
            let second = try await project.start([TestProject.binary] + words + more).result()
            #expect(second.status == 7, "\(second.all)")
            #expect(second.error.contains("has not ended: another command works on 1 of its runs"), "\(second.all)")
            #expect(second.error.contains("[batch.unfinished]"), "\(second.all)")
            if !more.isEmpty {
                let batch = try JSONParser.parse(second.output)["batches"]?[0]
                #expect(batch?["verdict"] == "unfinished" && batch?["report"] == .null, "\(second.all)")
            }
        }
        #expect(!FileManager.default.fileExists(atPath: project.url("reports/held").path))
        try await project.python("open('release', 'w').close()")
        let result = try await first.result()
        #expect(result.status == 0, "\(result.all)")
        #expect(try project.read("reports/latest/report.json").contains("\"succeeded\""))
    }

    /// The call was answered, so the answer is given.
    @Test func aSignalDoesNotTakeTheAnswerOfACall() async throws {
        let project = try await TestProject.working()
        try await project.python("import os; os.mkfifo('release')")
        let call = try project.start([
            TestProject.binary, "tools", "call", "aid/hold", "--agent", "bot", "--timeout", "15m", "--log-level",
            "info",
        ])
        try await FileWatch.wait(for: project.url("begun").path) { $0.hasSuffix("\n") }
        call.signal(SIGTERM)
        try await project.python("open('release', 'w').close()")
        let result = try await call.result()
        #expect(result.status == 130, "\(result.all)")
        #expect(result.output == "done\n", "\(result.all)")
        #expect(result.error.contains("is succeeded"), "\(result.all)")
    }

    @Test func aDirectCallIsNotMadeAgainFromTheQueue() async throws {
        let project = try await TestProject.working()
        try await project.expect(4, "tools", "call", "aid/shred", "--agent", "bot")
        let id = try await project.expect(0, "runs", "list", "-o", "name").output.trimmingCharacters(in: .newlines)
        for more in [[], ["--force"]] {
            let result = try await project.start([TestProject.binary, "runs", "retry", id] + more).result()
            #expect(result.status == 3 && result.error.contains("[run.not-retryable]"), "\(result.all)")
            #expect(result.error.contains("reeve tools call aid/shred --agent bot -e dev"), "\(result.all)")
        }
        #expect(try await project.expect(0, "runs", "list", "-o", "name").output.split(separator: "\n").count == 1)
    }

    /// Logs and steps of a run that never began say what `runs show` says.
    @Test func aRunWithoutStepsTellsWhy() async throws {
        let project = try await TestProject.working()
        _ = try await project.reeve("run", "-f", "jobs/mixed.yaml")
        let id = try await project.expect(0, "runs", "list", "--item", "shredded", "-o", "name").output
            .trimmingCharacters(in: .newlines)
        let logs = try await project.expect(0, "runs", "logs", id)
        #expect(logs.output.contains("denied  policy.denied: ") && logs.output.contains("shredded"), "\(logs.all)")
        let steps = try await project.expect(0, "runs", "steps", id)
        #expect(steps.error.hasPrefix("no steps; denied  policy.denied: "), "\(steps.all)")
        let show = try await project.expect(0, "runs", "show", id)
        #expect(!show.output.contains("steps"), "\(show.all)")
        let lines = try await project.expect(0, "runs", "logs", id, "-o", "json").output.split(separator: "\n")
        #expect(lines.count == 1 && lines[0].contains("policy.denied"), "\(lines)")
    }
}
