import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore
import TestSupport
import Testing

@Suite struct JUnitDocumentTests {
    @Test(.enabled(if: Python.has("html.parser"), "python3 is not installed")) func junitCountsWhatNobodyExpected()
        async throws
    {
        let expectations = [
            (try await SampleReport.made(), "tests=40 failures=0 errors=0 skipped=1\n"),
            (try await SampleReport.made(hasTrouble: true), "tests=40 failures=2 errors=2 skipped=1\n"),
            (try await SampleReport.hostile(), "tests=40 failures=2 errors=2 skipped=1\n"),
        ]
        for (report, counts) in expectations {
            try TestFolder.with { folder in
                let path = folder + "/junit.xml"
                try TestFolder.write(JUnitDocument(report).bytes, to: path)
                let reading = try #require(Python.script("read_junit.py", [path]))
                #expect(reading.status == 0 && reading.output == counts, "\(reading.output)")
            }
        }
    }
}
