import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore
import TestSupport
import Testing

@Suite struct ReportOfTasksTests {
    @Test(.enabled(if: Python.has("jsonschema"), "python3 with jsonschema is not installed"), arguments: [false, true])
    func everyFormOfTasksIsSound(_ isHostile: Bool) async throws {
        let report =
            isHostile ? try await SampleTasks.hostile() : try await SampleTasks.report(SampleTasks.team)
        try TestFolder.with { folder in
            for file in ReportFolder.files(report) where !file.path.contains("/") {
                try TestFolder.write(file.bytes, to: folder + "/" + file.path)
            }
            let words = isHostile ? [] : ["http:", "https:", "//", "url(", "javascript"]
            let page = Python.script("read_html.py", [folder + "/report.html", "<script", "<img", "\u{1B}"] + words)
            #expect(page?.status == 0, "\(page?.output ?? "")")
            let schema = TestFolder.package() + "/docs/schemas/report.schema.json"
            let json = Python.script("check_json.py", [schema, folder + "/report.json"])
            #expect(json?.status == 0, "\(json?.output ?? "")")
            let csv = Python.script("read_csv.py", [folder + "/runs.csv", "0", "turns"])
            #expect(csv?.status == 0, "\(csv?.output ?? "")")
            if !isHostile { #expect(csv?.output == "3 42\n2") }
            let junit = Python.script("read_junit.py", [folder + "/junit.xml"])
            #expect(junit?.status == 0, "\(junit?.output ?? "")")
        }
    }

    @Test(.enabled(if: Python.has("jsonschema"), "python3 with jsonschema is not installed"), arguments: [false, true])
    func conversationFilesFitTheSchemaOfRunsShow(_ isHostile: Bool) async throws {
        let report =
            isHostile ? try await SampleTasks.hostile() : try await SampleTasks.report(SampleTasks.team)
        let schema = try JSONParser.parse(
            TestFolder.package() + "/docs/schemas/runs-show.schema.json", at: "conversation")
        try TestFolder.with { folder in
            try TestFolder.write(Array(schema.prettyText.utf8), to: folder + "/schema.json")
            let files = report.resultFiles.filter { $0.path.hasSuffix(".conversation.json") }
            #expect(files.count == report.runs.count)
            for file in files {
                try TestFolder.write(file.bytes, to: folder + "/file.json")
                let check = Python.script("check_json.py", [folder + "/schema.json", folder + "/file.json"])
                #expect(check?.status == 0, "\(file.path): \(check?.output ?? "")")
            }
        }
    }

    @Test func pageTellsWhatHappened() async throws {
        let report = try await SampleTasks.report(SampleTasks.team)
        let page = ReportPage(report).text
        for words in [
            "3 tasks made 10 model requests and 4 tool calls; 1 call was refused, 1 task ended at a cap",
            "Denied by", "acme/guardrails/history-is-not-rewritten", "manifests/acme/policies.yaml:9", "Turn 1",
            "Asked to repair", "spare/large-2 ", "gave no answer: 429: too many requests", "limit.repeats",
            "the role &#39;analyst&#39; names template &#39;health-note&#39;", "analyst-1 as analyst in team scrum",
            "Estimated cost by agent", "Estimated cost by model", "EUR, estimated",
        ] { #expect(page.contains(words), "no '\(words)'") }
        for run in report.runs {
            #expect(page.contains("href=\"#t-\(run.record.id.text)\""))
            #expect(page.contains("id=\"t-\(run.record.id.text)\""))
            #expect(!page.contains("id=\"x-\(run.record.id.text)\""))
        }
        let markdown = MarkdownDocument(report).text
        #expect(markdown.contains("| 1 call refused, tainted |") && markdown.contains("not made"))
        #expect(markdown.contains("| agent | `analyst-1` | 2 |"))
    }

    @Test func twoHundredTasksStayReadableBelow5MB() async throws {
        let report = try await SampleTasks.report(SampleTasks.many(200, resultBytes: 6_000))
        let files = ReportFolder.files(report)
        for name in ["report.html", "report.md"] {
            let bytes = try #require(files.first { $0.path == name }).bytes
            #expect(bytes.count < 5_000_000, "\(name) has \(bytes.count) bytes")
        }
        let page = ReportPage(report).text
        // Each has a line in the index that leads to its conversation, and the conversation says where all of it is.
        for run in report.runs {
            let id = run.record.id.text
            #expect(page.contains("<a href=\"#t-\(id)\">") && page.contains("<details id=\"t-\(id)\">"))
            #expect(page.contains("href=\"\(run.conversationFile ?? "?")\""))
        }
        #expect(page.contains("[cut: ") && page.contains("more parts of this conversation"))
        // The whole of the text is where the page says.
        let whole = try #require(files.first { $0.path == report.runs.last?.conversationFile }).bytes
        let document = try JSONParser.parse(whole)
        let texts = (document["exchanges"]?.array ?? []).compactMap { $0["result"]?["text"]?.string }
        #expect(texts.count == 8 && texts.allSatisfy { $0.utf8.count > 5_900 && !$0.contains("[cut: ") })
    }

    @Test func hostileBulkDoesNotMakeThePageLarge() async throws {
        let report = try await SampleTasks.report(
            SampleTasks.many(200, resultBytes: 2_500, text: "\u{202E}<\u{1B}[2J&"))
        #expect(ReportPage(report).bytes.count < 5_000_000)
        #expect(MarkdownDocument(report).bytes.count < 5_000_000)
    }

    @Test func sameTasksGiveTheSameBytes() async throws {
        let first = try await SampleReport.withSteadyLog(try await SampleTasks.report(SampleTasks.team))
        let second = try await SampleReport.withSteadyLog(try await SampleTasks.report(SampleTasks.team))
        let (left, right) = (ReportFolder.files(first), ReportFolder.files(second))
        #expect(left.map(\.path) == right.map(\.path))
        for (one, other) in zip(left, right) { #expect(one.bytes == other.bytes, "\(one.path) differs") }
    }

    @Test func documentsOfTasksAreAsRecorded() async throws {
        let report = try await SampleReport.withSteadyLog(try await SampleTasks.report(SampleTasks.team))
        func golden(_ name: String, _ bytes: [UInt8]) throws {
            try Golden.check(bytes, at: TestFolder.target() + "/Goldens/" + name)
        }
        try golden("tasks-summary.txt", Array(RunSummaryText(report, path: "reports/x/report.html").text.utf8))
        try golden("tasks-report.md", MarkdownDocument(report).bytes)
        try golden("tasks-terminal.jsonl", TranscriptFile(report).bytes)
        try golden("tasks-runs.csv", RunsTable(report).bytes)
        try golden("tasks-junit.xml", JUnitDocument(report).bytes)
    }
}

extension JSONParser {
    /// One property of a schema in a file, as a schema of its own.
    fileprivate static func parse(_ path: String, at property: String) throws -> JSONValue {
        let whole = try parse(try TestFolder.read(path))
        var schema = try #require(whole["properties"]?[property]).object ?? [:]
        schema["$schema"] = whole["$schema"]
        return .object(schema)
    }
}
