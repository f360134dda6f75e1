import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore
import TestSupport
import Testing

@Suite struct JSONDocumentTests {
    @Test(.enabled(if: Python.has("jsonschema"), "python3 with jsonschema is not installed"), arguments: [false, true])
    func jsonFitsItsSchema(_ isHostile: Bool) async throws {
        let report = isHostile ? try await SampleReport.hostile() : try await SampleReport.made(hasTrouble: true)
        try TestFolder.with { folder in
            let path = folder + "/report.json"
            try TestFolder.write(JSONDocument(report).bytes, to: path)
            let schema = TestFolder.package() + "/docs/schemas/report.schema.json"
            let check = try #require(Python.script("check_json.py", [schema, path]))
            #expect(check.status == 0, "\(check.output)")
        }
    }

    @Test func jsonFormsHoldNothingThatActsAndLoseNothing() async throws {
        let report = try await SampleReport.hostile()
        let files = ReportFolder.files(report).filter { $0.path.hasSuffix(".json") || $0.path == "terminal.jsonl" }
        #expect(files.count > 2)
        for file in files {
            let text = String(decoding: file.bytes, as: UTF8.self)
            #expect(
                text.unicodeScalars.allSatisfy { $0 == "\n" || (0x20..<0x7F).contains($0.value) || $0.value >= 0xA0 })
            #expect(!text.unicodeScalars.contains("\u{202E}"), "\(file.path)")
            for line in file.path.hasSuffix("l") ? text.split(separator: "\n").map(String.init) : [text] {
                _ = try JSONParser.parse(line)
            }
        }
        let document = try JSONParser.parse(JSONDocument(report).bytes)
        #expect(document["batch"]?["name"]?.string == Hostile.all)
        #expect(document == JSONDocument(report).value)
    }
}
