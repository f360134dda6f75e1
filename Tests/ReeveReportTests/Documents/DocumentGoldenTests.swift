import ReeveAudit
import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore
import TestSupport
import Testing

@Suite struct DocumentGoldenTests {
    private func golden(
        _ name: String, _ text: some Sequence<UInt8>, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try Golden.check(text, at: TestFolder.target() + "/Goldens/" + name, sourceLocation: sourceLocation)
    }

    @Test func documentsAreAsRecorded() async throws {
        let report = try await SampleReport.withSteadyLog(try await SampleReport.made())
        try golden("summary.txt", RunSummaryText(report, path: "reports/x/report.html").text.utf8)
        try golden("report.md", MarkdownDocument(report).bytes)
        try golden("junit.xml", JUnitDocument(report).bytes)
        try golden("runs.csv", RunsTable(report).bytes)
        let trouble = try await SampleReport.withSteadyLog(try await SampleReport.made(hasTrouble: true))
        try golden("summary-trouble.txt", RunSummaryText(trouble).text.utf8)
        try golden("junit-trouble.xml", JUnitDocument(trouble).bytes)
    }

    @Test func sameReportGivesSameBytes() async throws {
        let first = try await SampleReport.withSteadyLog(try await SampleReport.made(hasTrouble: true))
        let second = try await SampleReport.withSteadyLog(try await SampleReport.made(hasTrouble: true))
        let (left, right) = (ReportFolder.files(first), ReportFolder.files(second))
        #expect(left.map(\.path) == right.map(\.path))
        for (one, other) in zip(left, right) { #expect(one.bytes == other.bytes, "\(one.path) differs") }
    }
}
