import Foundation
import Testing

/// Who reads that something went wrong is told where to look.
@Suite struct PlaceTests {
    /// By item, as the report has them.
    private static let places = [
        "fine": "jobs/mixed.yaml:7", "wrong": "jobs/mixed.yaml:13", "shredded": "manifests/all.yaml:28",
        "too-good": "jobs/mixed.yaml:19", "unknown": "jobs/mixed.yaml:20",
    ]

    private func check(_ project: TestProject, _ result: ChildResult) async throws {
        for (item, place) in Self.places where item != "fine" {
            let line = result.output.split(separator: "\n").first { $0.contains(" \(item) ") && $0.contains(".") }
            #expect(line?.hasSuffix("   \(place)") == true, "\(item): \(place)\n\(result.all)")
        }
        let found = try await project.python(
            """
            import json
            for run in sorted(json.load(open('reports/latest/report.json'))['runs'], key=lambda run: run['item']):
                print(run['item'], run['place'])
            """)
        let wanted = Self.places.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }.joined()
        #expect(found == wanted)
        let tests = try project.read("reports/latest/junit.xml")
        #expect(tests.contains("file=\"jobs/mixed.yaml\" line=\"13\""))
        #expect(try project.read("reports/latest/report.html").contains("jobs/mixed.yaml:13"))
    }

    @Test func aSubmittedFilesFailuresNameTheirLines() async throws {
        let project = try await TestProject.working()
        try await check(project, try await project.expect(7, "run", "-f", "jobs/mixed.yaml"))
    }

    @Test func aBatchThatItsDeadlineCutsOffIsReportedAndEndsWithSeven() async throws {
        let project = try await TestProject.working()
        try project.edit("jobs/mixed.yaml", "retry:", "deadline: 1h\n  retry:")
        try await project.expect(0, "enqueue", "-f", "jobs/mixed.yaml")
        try await project.sql("UPDATE batch SET deadline_at = created_at")
        let result = try await project.expect(7, "run")
        #expect(result.output.contains("5 runs in "), "\(result.all)")
        #expect(result.output.contains(": 1 denied, 4 cancelled; 0 tool calls"), "\(result.all)")
    }

    @Test func aBatchOfTheStoreNamesTheLinesOfItsManifest() async throws {
        let project = try await TestProject.working()
        try await project.expect(0, "enqueue", "mixed")
        try await check(project, try await project.expect(7, "run"))
    }
}
