import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore
import Testing

@Suite struct TranscriptFileTests {
    @Test func transcriptHasALineForEachExchange() async throws {
        let report = try await SampleReport.made()
        let lines = String(decoding: TranscriptFile(report).bytes, as: UTF8.self).split(separator: "\n")
        let values = try lines.map { try JSONParser.parse(String($0)) }
        #expect(values.count == report.callsSent * 2)
        let names = [
            "agent", "command", "direction", "exit_code", "output", "prompt", "reason", "redacted", "step", "task_id",
            "timestamp", "tool_calls",
        ]
        for value in values { #expect(value.object?.keys == names) }
        let times = values.compactMap { $0["timestamp"]?.string }
        #expect(times == times.sorted())
        let flaky = try #require(report.runs.first { $0.record.identity.item == "flaky" })
        let own = values.filter { $0["task_id"]?.string == flaky.record.id.text }
        #expect(own.compactMap { $0["direction"]?.string } == ["out", "in", "out", "in"])
        #expect(own[0]["command"]?.string?.hasPrefix("unruly/echo {") == true)
        #expect(own[1]["exit_code"]?.int == 1 && own[1]["reason"]?.string == "connection.failed")
        #expect(own[3]["exit_code"]?.int == 0 && own[3]["output"]?.string == "still here")
        let log = try #require(report.runs.first { $0.record.identity.item == "log" })
        let answer = values.last { $0["task_id"]?.string == log.record.id.text }
        #expect(answer?["output"]?["file"]?.string == log.outputFile)
    }

    private func lines(_ report: RunReport) throws -> [JSONValue] {
        try String(decoding: TranscriptFile(report).bytes, as: UTF8.self).split(separator: "\n")
            .map { try JSONParser.parse(String($0)) }
    }

    @Test func tasksHaveALineForEachExchangeOfTheirJournal() async throws {
        let report = try await SampleTasks.report(SampleTasks.team)
        let note = try #require(report.runs.first)
        let own = try lines(report).filter { $0["task_id"]?.string == note.record.id.text }
        #expect(own.map { $0["direction"]?.string } == ["out", "in", "out", "in", "in", "in"])
        #expect(own[0]["prompt"]?.string?.hasSuffix("Write a health note for /srv/repos/website.") == true)
        #expect(own[1]["tool_calls"]?.array?.count == 2 && own[1]["exit_code"]?.int == 0)
        #expect(own[2]["command"]?.string?.hasPrefix("git/git_log {") == true)
        // A call that was denied was not sent: it has an answer only.
        #expect(own[4]["command"]?.string?.hasPrefix("git/git_reset {") == true)
        #expect(own[4]["reason"]?.string == "policy.denied" && own[4]["exit_code"]?.int == 1)
        let review = try lines(report).filter { $0["task_id"]?.string == report.runs[2].record.id.text }
        let codes = review.compactMap { $0["exit_code"]?.int }
        #expect(codes.contains(2), "the server's own exit code")
    }

    @Test func longTextsAreCutWithAMarkThatSaysWhereAllOfItIs() async throws {
        let report = try await SampleTasks.report(SampleTasks.many(1, resultBytes: 9_000, text: "ä line\n"))
        let outputs = try lines(report).compactMap { $0["output"]?.string }.filter { $0.contains("[cut: ") }
        #expect(outputs.count == 8)
        for output in outputs {
            #expect(output.utf8.count < TranscriptFile.textBytesMax + 200)
            #expect(output.hasSuffix("all of it is in \(report.runs[0].conversationFile ?? "?")]"))
            #expect(!output.contains("\u{FFFD}"))
        }
    }

    @Test func whatWasRedactedIsMarked() async throws {
        var scripts = SampleTasks.many(1, resultBytes: 20)
        scripts[0].entries[2] = .result("token [redacted:bearer]", tool: "git/git_log", arguments: [:])
        let marked = try lines(try await SampleTasks.report(scripts)).filter { $0["redacted"] == true }
        #expect(marked.map { $0["output"]?.string } == ["token [redacted:bearer]"])
    }

    @Test func aProposalIsALineWithItsReasonAndItsExactCalls() async throws {
        var report = try await SampleTasks.report(SampleTasks.team)
        let run = report.runs[0].record.id
        report.runs[0].proposal = ["reason": "the index is broken"]
        report.runs[0].approvals = [
            RunApproval(
                record: ApprovalRecord(
                    id: run, run: run, kind: .proposal, digest: .of([1]),
                    document: #"{"calls":[{"input":{"hard":true},"tool":"git/git_reset"}]}"#,
                    createdAt: SampleTasks.start.advanced(by: .seconds(1)),
                    expiresAt: SampleTasks.start.advanced(by: .seconds(90))), votes: [])
        ]
        let line = try #require(try lines(report).first { $0["reason"]?.string == "the index is broken" })
        #expect(line["direction"]?.string == "out" && line["command"]?.string == #"git/git_reset {"hard":true}"#)
        #expect(line["tool_calls"] == [["arguments": ["hard": true], "tool": "git/git_reset"]])
        #expect(ReportPage(report).text.contains("the index is broken"))
    }
}
