import ReeveAudit
import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore
import TestSupport
import Testing

@Suite struct ReportPageTests {
    @Test(.enabled(if: Python.has("html.parser"), "python3 is not installed"), arguments: [false, true])
    func pageIsSoundAndLeadsNowhere(
        _ isHostile: Bool
    ) async throws {
        let report = isHostile ? try await SampleReport.hostile() : try await SampleReport.made(hasTrouble: true)
        try TestFolder.with { folder in
            let path = folder + "/report.html"
            try TestFolder.write(ReportPage(report).bytes, to: path)
            let words = isHostile ? [] : ["http:", "https:", "//", "url(", "<script", "javascript"]
            let reading = try #require(Python.script("read_html.py", [path, "<script", "<img", "\u{1B}"] + words))
            #expect(reading.status == 0, "\(reading.output)")
        }
    }

    @Test func aWaitIsToldWithTheLimitThatItWasFor() async throws {
        var report = try await SampleReport.made()
        let words = "the default limit (60 in 1m, 5 at once) for each agent and tool that no Limit names"
        let details: JSONValue = ["waited_for": "limit", "waited_ms": 12_000, "waited_words": .string(words)]
        report.runs[0].steps.append(
            RunStep(
                run: report.runs[0].record.id, attempt: 1, kind: .info, message: "waited 12s for " + words,
                details: details.canonicalText, timestamp: SampleBatch.start))
        let json = try #require(JSONDocument(report).value["runs"]?.array?.first)
        #expect(json["waits"] == [["for": "limit", "waited_ms": 12_000, "words": .string(words)]])
        #expect(ReportPage(report).text.contains("for " + words))
    }

    @Test func emptyAndUnsignedBatchesHavePagesToo() async throws {
        var report = try await SampleReport.made(isSigned: false)
        #expect(report.audit.checkpoint == nil && report.audit.lines.count > 40)
        #expect(report.audit.lines.allSatisfy { $0.proof == nil })
        #expect(ReportPage(report).text.contains("no signed checkpoint yet"))
        report.runs = []
        report.itemOrder = []
        for file in ReportFolder.files(report) where file.path != "terminal.jsonl" { #expect(!file.bytes.isEmpty) }
        #expect(RunSummaryText(report).text.contains("0 runs in"))
    }
}
