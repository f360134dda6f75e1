import Glibc
import ReeveReport
import Testing

@Suite struct WritingTests {
    /// Set REEVE_REPORT_SAMPLES to a folder to look at the reports of the sample batch.
    @Test func samplesCanBeLookedAt() async throws {
        guard let folder = getenv("REEVE_REPORT_SAMPLES").map({ String(cString: $0) }) else { return }
        for hasTrouble in [false, true] {
            let report = try await SampleReport.made(
                hasTrouble: hasTrouble, name: hasTrouble ? "night-check-trouble" : "night-check")
            let path = try ReportFolder.write(report, to: folder)
            print(RunSummaryText(report, path: path + "/report.html").text)
        }
    }
}
