import ReeveAudit
import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore
import TestSupport
import Testing

@Suite struct DocumentTests {
    private static let hasPython = Python.has("html.parser")
    private static let hasSchema = Python.has("jsonschema")
    private static let noPython: Comment = "python3 is not installed"

    /// A report in which everything that a server, a manifest or a caller can name is hostile.
    private static func hostile() async throws -> RunReport {
        var report = try await SampleReport.made(hasTrouble: true, shout: Hostile.all)
        report.batch.name = Hostile.all
        report.batch.requester = Requester(Hostile.all)
        report.producer = Hostile.all
        report.notes = [Hostile.all]
        for index in report.runs.indices {
            report.runs[index].record.errorText = Hostile.all
            report.runs[index].record.title = Hostile.all
            report.runs[index].record.tool = Hostile.texts[index % Hostile.texts.count]
            report.runs[index].record.cell = Hostile.all
            report.runs[index].place = Hostile.all
            report.runs[index].skipCause = Hostile.all
            let rules = RunEntry.Rules(policies: Hostile.texts, rules: Hostile.texts, places: Hostile.texts)
            report.runs[index].refusal = .init(stage: Hostile.all, message: Hostile.all, by: rules)
            report.runs[index].allowedBy = rules
            for number in report.runs[index].attempts.indices {
                report.runs[index].attempts[number].message = Hostile.all
                report.runs[index].attempts[number].record.worker = Hostile.all
            }
        }
        let evil = Hostile.all
        report.itemOrder = report.itemOrder.map { $0 == "show" ? evil : $0 }
        for index in report.runs.indices where report.runs[index].record.item == "show" {
            report.runs[index].record.item = evil
        }
        report.tools = report.tools.map {
            var tool = $0
            tool.address = evil
            tool.server = evil
            return tool
        }
        return report
    }

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

    @Test(.enabled(if: hasPython, noPython), arguments: [false, true]) func pageIsSoundAndLeadsNowhere(
        _ isHostile: Bool
    ) async throws {
        let report = isHostile ? try await Self.hostile() : try await SampleReport.made(hasTrouble: true)
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

    @Test(.enabled(if: hasPython, noPython)) func csvIsReadBackByPython() async throws {
        for report in [try await SampleReport.made(), try await Self.hostile()] {
            try TestFolder.with { folder in
                let path = folder + "/runs.csv"
                try TestFolder.write(RunsTable(report).bytes, to: path)
                let reading = try #require(Python.script("read_csv.py", [path, "3", "run_id"]))
                #expect(reading.status == 0, "\(reading.output)")
                #expect(reading.output == "\(report.runs.count) 32\n\(report.runs[3].record.id)")
            }
        }
    }

    @Test(.enabled(if: hasPython, noPython)) func junitCountsWhatNobodyExpected() async throws {
        let expectations = [
            (try await SampleReport.made(), "tests=40 failures=0 errors=0 skipped=1\n"),
            (try await SampleReport.made(hasTrouble: true), "tests=40 failures=2 errors=2 skipped=1\n"),
            (try await Self.hostile(), "tests=40 failures=2 errors=2 skipped=1\n"),
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

    @Test(.enabled(if: hasSchema, "python3 with jsonschema is not installed"), arguments: [false, true])
    func jsonFitsItsSchema(_ isHostile: Bool) async throws {
        let report = isHostile ? try await Self.hostile() : try await SampleReport.made(hasTrouble: true)
        try TestFolder.with { folder in
            let path = folder + "/report.json"
            try TestFolder.write(JSONDocument(report).bytes, to: path)
            let schema = TestFolder.package() + "/docs/schemas/report.schema.json"
            let check = try #require(Python.script("check_json.py", [schema, path]))
            #expect(check.status == 0, "\(check.output)")
        }
    }

    @Test func summaryHasNoControlCharactersButItsColours() async throws {
        let report = try await Self.hostile()
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

    @Test func jsonFormsHoldNothingThatActsAndLoseNothing() async throws {
        let report = try await Self.hostile()
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

    @Test func markdownKeepsEveryRowOnOneLine() async throws {
        let text = MarkdownDocument(try await Self.hostile()).text
        // Outside of code spans, in which nothing is markup.
        let outside = text.replacing(try Regex("(`+).*?[^`]\\1(?!`)"), with: "")
        for word in ["<script", "<img", "](https", "@everyone", "://"] { #expect(!outside.contains(word), "\(word)") }
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("|") }
        #expect(rows.count > 60)
        for row in rows { #expect(row.hasSuffix("|")) }
    }

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
        let flaky = try #require(report.runs.first { $0.record.item == "flaky" })
        let own = values.filter { $0["task_id"]?.string == flaky.record.id.text }
        #expect(own.compactMap { $0["direction"]?.string } == ["out", "in", "out", "in"])
        #expect(own[0]["command"]?.string?.hasPrefix("unruly/echo {") == true)
        #expect(own[1]["exit_code"]?.int == 1 && own[1]["reason"]?.string == "connection.failed")
        #expect(own[3]["exit_code"]?.int == 0 && own[3]["output"]?.string == "still here")
        let log = try #require(report.runs.first { $0.record.item == "log" })
        let answer = values.last { $0["task_id"]?.string == log.record.id.text }
        #expect(answer?["output"]?["file"]?.string == log.outputFile)
    }
}
