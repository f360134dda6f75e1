import Foundation
import Testing

/// What somebody with `sqlite3` changes in runs and batches is neither made again nor reported as it stands.
@Suite struct RunEditTests {
    /// A run that is made again is a copy, sealed anew.
    @Test(arguments: [
        "UPDATE run SET tool = 'aid/say' WHERE status = 'denied'",
        #"UPDATE run_content SET body = '{"text":"other"}' WHERE part = 'input'"#,
        "UPDATE batch SET requester = 'user:other'",
    ])
    func aChangedRunIsNotMadeAgain(edit: String) async throws {
        let table = try await CommandTable.make()
        try await table.project.sql(edit)
        let refused = try await table.project.expect(4, "runs", "retry", table.deniedRun)
        #expect(refused.error.contains("[store.edited]"), "\(refused.all)")
    }

    @Test func aReportOfChangedRunsSaysSo() async throws {
        let table = try await CommandTable.make()
        try await table.project.sql("UPDATE run SET status = 'failed' WHERE id = '\(table.run)'")
        let told = try await table.start(["report", "run", table.batch])
        let path = try #require(told.output.split(separator: "\n").last.map(String.init), "\(told.all)")
        let folder = (path as NSString).deletingLastPathComponent
        for name in ["report.html", "report.md", "report.json"] {
            let text = try table.project.read(folder + "/" + name)
            #expect(text.contains("Another program has changed 1 run in the database"), "\(name)")
        }
    }

    /// A seal that was blanked is not taken for one of a row that the store has just written.
    @Test func aBlankSealIsNotMadeGoodByAChangeOfState() async throws {
        let table = try await CommandTable.make()
        try await table.project.sql("UPDATE run SET tool = 'aid/shred', seal = x'' WHERE id = '\(table.waitingRun)'")
        let run = try await table.start(["run"])
        #expect(run.status == 7 && run.all.contains("store.edited"), "\(run.all)")
        #expect(try await table.start(["store", "check"]).status == 7)
    }

    @Test func aChangedBatchOfTheStoreIsNotSubmitted() async throws {
        let project = try await TestProject.working()
        try project.write("manifests/batch.yaml", CommandTable.fine)
        try await project.expect(0, "apply", "--yes")
        try await project.sql("UPDATE object SET spec = replace(spec, 'hello', 'adieu') WHERE kind = 'Batch'")
        for command in ["run", "enqueue"] {
            let refused = try await project.expect(4, command, "fine")
            #expect(refused.error.contains("[store.edited]"), "\(refused.all)")
        }
    }
}
