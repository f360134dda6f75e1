import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore
import TestSupport
import Testing

@Suite struct RunSummaryTextTests {
    @Test func summaryHasNoControlCharactersButItsColours() async throws {
        let report = try await SampleReport.hostile()
        let plain = RunSummaryText(report, path: Hostile.all).text
        #expect(plain.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" })
        #expect(!plain.unicodeScalars.contains("\u{202E}"))
        let colored = TextPaint.onTerminal(RunSummaryText(report, isColored: true).text)
        let escapes = colored.split(separator: "\u{1B}").dropFirst()
        #expect(!escapes.isEmpty)
        #expect(
            escapes.allSatisfy {
                $0.hasPrefix("[") && ($0.drop { $0 != "m" }).first == "m" && $0.prefix(5).contains("m")
            })
    }
}
