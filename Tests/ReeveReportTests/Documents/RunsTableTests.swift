import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore
import TestSupport
import Testing

@Suite struct RunsTableTests {
    @Test(.enabled(if: Python.has("html.parser"), "python3 is not installed")) func csvIsReadBackByPython() async throws
    {
        for report in [try await SampleReport.made(), try await SampleReport.hostile()] {
            try TestFolder.with { folder in
                let path = folder + "/runs.csv"
                try TestFolder.write(RunsTable(report).bytes, to: path)
                let reading = try #require(Python.script("read_csv.py", [path, "3", "run_id"]))
                #expect(reading.status == 0, "\(reading.output)")
                #expect(reading.output == "\(report.runs.count) 42\n\(report.runs[3].record.id)")
            }
        }
    }
}
