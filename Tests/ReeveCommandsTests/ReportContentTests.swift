import Foundation
import ReeveJSON
import Testing

@Suite struct ReportContentTests {
    private static let matrix = """
        apiVersion: reeve/v1
        kind: Batch
        metadata: {name: grid, organization: acme, environment: dev}
        spec:
          retry: {attempts: 1}
          matrix: {dock: [east], shift: [1, 2]}
          items:
            - name: greet
              toolRun: {agent: bot, tool: aid/say, input: {text: hello}}
              expect: [{path: /content/0/text, equals: goodbye}]
            - name: late
              needs: [greet]
              toolRun: {agent: bot, tool: aid/say, input: {text: hello}}
            - name: shredded
              toolRun: {agent: bot, tool: aid/shred, input: {}}

        """

    @Test(arguments: [("dock: [east], shift: [1, 2]", "dock=east,shift=2"), ("dock: [west, east]", "dock=east")])
    func oneCellHasOneSpellingEverywhere(matrix: String, cell: String) async throws {
        let project = try await TestProject.working()
        try project.write("jobs/grid.yaml", Self.matrix.replacing("dock: [east], shift: [1, 2]", with: matrix))
        let preview = try await project.reeve("run", "-f", "jobs/grid.yaml", "--dry-run")
        // A denial at the submission, a progress event and a listing of the log name it too.
        let strict = try await project.expect(4, "enqueue", "-f", "jobs/grid.yaml", "--strict")
        #expect(strict.error.contains("shredded \(cell)"), "\(strict.all)")
        #expect(preview.output.contains("shredded \(cell)"), "\(preview.all)")
        let run = try await project.reeve("run", "-f", "jobs/grid.yaml")
        #expect(run.status == 7 && run.output.contains("greet \(cell)"), "\(run.all)")
        for command in [["runs", "list"], ["runs", "list", "-o", "csv"], ["runs", "list", "-o", "json"]] {
            let listing = try await project.start([TestProject.binary] + command).result()
            #expect(listing.output.contains(cell), "\(command): \(listing.all)")
        }
        let id = try #require(
            try await project.reeve("runs", "list", "--item", "greet", "-o", "name").output.split(separator: "\n").first
        )
        for command in ["show", "logs"] {
            let shown = try await project.reeve("runs", command, String(id))
            #expect(shown.output.contains("greet \(cell)"), "\(command): \(shown.all)")
        }
        for name in ["report.html", "report.md", "report.json", "runs.csv", "junit.xml"] {
            let text = try project.read("reports/latest/\(name)")
            #expect(text.contains(cell) && !text.contains("east 2"), "\(name)")
        }
        // A skip names its cause in the same way.
        #expect(try project.read("reports/latest/report.json").contains("\"skip_cause\": \"greet \(cell)\""))
        let csv = try project.read("reports/latest/runs.csv")
        #expect(!csv.contains(",east,") && !csv.contains("greet east"), "\(csv)")
    }

    @Test func theCommitOfTheReportIsMarkedWhereFilesWereNotCommitted() async throws {
        let project = try await TestProject.working()
        @discardableResult func git(_ arguments: String...) async throws -> Int32 {
            try await project.start(
                ["/usr/bin/git", "-c", "user.name=t", "-c", "user.email=t@x.example", "-c", "commit.gpgsign=false"]
                    + arguments
            ).result().status
        }
        try #require(try await git("init", "-q") == 0)
        try project.write(".gitignore", ".reeve/\nreports/\n")
        try await git("add", "-A")
        try await git("commit", "-qm", "one")
        for (isDirty, currency) in [(true, "USD"), (false, "CHF")] {
            try project.edit("manifests/all.yaml", isDirty ? "EUR" : "USD", currency)
            if !isDirty { try await git("commit", "-qam", "two") }
            try await project.expect(0, "apply", "--yes", "--quiet")
            _ = try await project.reeve("run", "-f", "jobs/mixed.yaml", "--key", currency)
            let report = try JSONParser.parse(try project.read("reports/latest/report.json"))
            let revision = try #require(report["batch"]?["revision"])
            #expect(revision["git_dirty"] == .bool(isDirty))
            let hash = try #require(revision["git_commit"]?.string)
            #expect(hash.utf8.count == 40)
            let page = try project.read("reports/latest/report.html")
            #expect(page.contains("\(hash.prefix(12))</code>" + (isDirty ? " (dirty)" : "</dd>")))
            #expect(page.contains("<code>\(hash)</code>" + (isDirty ? " (dirty)" : "</d")))
            let markdown = try project.read("reports/latest/report.md")
            #expect(markdown.contains("| Commit | `\(hash)`\(isDirty ? " (dirty)" : "") |"))
        }
    }

    @Test func reportNamesRevisionZoneRulesInputsAndResults() async throws {
        let project = try await TestProject.working()
        try project.write("jobs/grid.yaml", Self.matrix)
        _ = try await project.reeve("run", "-f", "jobs/grid.yaml")
        let data = Data(try project.read("reports/latest/report.json").utf8)
        let report = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let batch = try #require(report["batch"] as? [String: Any])
        #expect(batch["time_zone"] as? String == "UTC")
        let revision = try #require(batch["revision"] as? [String: Any])
        #expect(revision["serial"] as? Int == 1 && revision["set"] as? String == "work")
        let runs = try #require(report["runs"] as? [[String: Any]])
        let greet = try #require(runs.first { $0["item"] as? String == "greet" })
        let allowed = try #require(greet["allowed_by"] as? [String: Any])
        #expect(allowed["rules"] as? [String] == ["calls"])
        #expect((allowed["places"] as? [String])?.first?.hasPrefix("manifests/all.yaml:") == true)
        let tools = try #require(report["tools"] as? [[String: Any]])
        #expect(tools.map { $0["address"] as? String } == ["aid/say"])
        // The page and the short form show what a failed expectation was given and got, with an id to copy.
        let id = try #require(greet["id"] as? String)
        for name in ["report.html", "report.md"] {
            let text = try project.read("reports/latest/\(name)")
            #expect(text.contains(id) && text.contains("Policy/guard/calls"), "\(name)")
            #expect(text.contains("hello") && text.contains("manifests/all.yaml"), "\(name)")
        }
        #expect(try project.read("reports/latest/report.html").contains("reeve runs retry \(id)"))
    }
}
