import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore
import Testing

@Suite struct MarkdownDocumentTests {
    @Test func markdownKeepsEveryRowOnOneLine() async throws {
        let text = MarkdownDocument(try await SampleReport.hostile()).text
        // Outside of code spans, in which nothing is markup.
        let outside = text.replacing(try Regex("(`+).*?[^`]\\1(?!`)"), with: "")
        for word in ["<script", "<img", "](https", "@everyone", "://"] { #expect(!outside.contains(word), "\(word)") }
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("|") }
        #expect(rows.count > 60)
        for row in rows { #expect(row.hasSuffix("|")) }
    }
}
