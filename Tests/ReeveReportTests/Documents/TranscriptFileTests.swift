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
}
