import Foundation
import Testing

/// What was done, found again: runs, batches and events by id, time and name.
@Suite struct LookingBackTests {
    @Test func eventsAreFoundByTheEndOfAnIdAndByBatch() async throws {
        let table = try await CommandTable.make()
        let project = table.project
        let short = String(table.run.suffix(8)).lowercased()
        let ofRun = try await project.expect(0, "audit", "list", "--run", short, "-o", "json").output
        #expect(ofRun.contains(#""run_id": "\#(table.run)""#), "\(ofRun)")
        #expect(try await project.expect(0, "audit", "list", "--run", table.run, "-o", "json").output == ofRun)
        let ofBatch = try await project.expect(
            0, "audit", "list", "--batch", String(table.batch.suffix(6)), "-o", "csv"
        ).output
        #expect(ofBatch.contains("run.started") && ofBatch.contains(table.run), "\(ofBatch)")
        #expect(!ofBatch.contains(table.deniedRun), "\(ofBatch)")
        // Its own events name it in their target.
        for type in ["batch.submitted", "batch.finished"] {
            let found = ofBatch.components(separatedBy: type).count - 1
            #expect(found == 1, "\(type): \(ofBatch)")
        }
        let newest = try await project.expect(0, "audit", "list", "--batch", table.batch, "--limit", "1", "-o", "csv")
        #expect(newest.output.contains("batch.finished") && !newest.output.contains("run.started"), "\(newest.all)")
        try await project.expect(3, "audit", "list", "--run", "ZZZZZZ")
        try await project.expect(3, "audit", "list", "--batch", "ZZZZZZ")
    }

    @Test func timesAreInstantsDatesOrDurations() async throws {
        let table = try await CommandTable.make()
        let project = table.project
        for options in [["--since", "1h"], ["--from", "2020-01-01"], ["--from", "2020-01-01T00:00:00Z"]] {
            let result = try await table.start(["audit", "list", "-o", "name"] + options)
            #expect(result.status == 0 && !result.output.isEmpty, "\(result.all)")
        }
        #expect(try await project.expect(0, "audit", "list", "-o", "name", "--to", "2020-01-02").output.isEmpty)
        #expect(!(try await project.expect(0, "runs", "list", "-o", "name", "--since", "1h").output.isEmpty))
        #expect(try await project.expect(0, "runs", "list", "-o", "name", "--since", "0s").output.isEmpty)
        for wrong in [
            ["audit", "list", "--since", "soon"], ["audit", "list", "--from", "2026-13-01"],
            ["runs", "list", "--since", "x"], ["audit", "list", "--since", "1h", "--from", "2020-01-01"],
        ] { #expect(try await table.start(wrong).status == 64, "\(wrong)") }
        let type = try await project.expect(64, "audit", "list", "--type", "run.dennied")
        #expect(type.error.contains("did you mean 'run.denied'?; types are "), "\(type.all)")
    }

    @Test func aListOfRunsSaysWhenAndWhere() async throws {
        let table = try await CommandTable.make()
        let lines = try await table.project.expect(0, "runs", "list").output.split(separator: "\n")
        #expect(lines.first?.split(separator: " ").prefix(4) == ["ID", "CREATED", "SCOPE", "BATCH"])
        #expect(lines.contains { $0.contains(table.run) && $0.contains("acme/dev") && $0.contains(table.batch) })
    }

    @Test func aSecondRetrySaysWhatBecameOfTheRun() async throws {
        let table = try await CommandTable.make()
        let project = table.project
        try await project.expect(0, "runs", "retry", table.deniedRun)
        let again = try await project.expect(3, "runs", "retry", table.deniedRun)
        #expect(again.error.contains("was made again already, as run "), "\(again.all)")
        let fine = try await project.expect(3, "runs", "retry", table.run)
        #expect(fine.error.contains("is succeeded; only runs that failed are made again"), "\(fine.all)")
        let waiting = try await project.expect(3, "runs", "retry", table.waitingRun)
        #expect(waiting.error.contains("and has not ended"), "\(waiting.all)")
    }

    @Test func aBatchOfTheStoreIsRunByItsName() async throws {
        let table = try await CommandTable.make()
        let project = table.project
        #expect(try await project.expect(0, "run", "fine", "--dry-run").output.contains("1 would run"))
        #expect(try await project.expect(0, "run", "fine").output.contains("1 succeeded"))
        let typo = try await project.expect(3, "run", "fien")
        #expect(typo.error.contains("did you mean 'fine'?"), "\(typo.all)")
        try await project.expect(64, "run", "fine", "-f", "jobs/fine.yaml")
        try await project.expect(3, "run", "fine", "-e", "stage")
    }

    @Test func aToolThatIsMissingGetsTheNearestName() async throws {
        let project = try await TestProject.working()
        let result = try await project.expect(
            7, "tools", "call", "aid/sya", "--agent", "bot", "--input", #"{"text": "hello"}"#)
        #expect(result.error.contains("tool 'aid/sya' is not known; did you mean 'aid/say'?"), "\(result.all)")
        let connection = try await project.expect(
            3, "tools", "call", "adi/say", "--agent", "bot", "--input", #"{"text": "hello"}"#)
        #expect(connection.error.contains("did you mean 'aid'?"), "\(connection.all)")
    }
}
