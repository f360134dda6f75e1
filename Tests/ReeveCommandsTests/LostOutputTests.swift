import Foundation
import ReeveCommands
import Testing

/// What a command does depends on nobody who reads it, and a result that is lost is a failure.
@Suite struct LostOutputTests {
    /// Commands whose work is done although nobody learns of it, and those that print only.
    @Test func noCommandEndsWellWhenItsOutputIsLost() async throws {
        let table = try await CommandTable.make()
        for (path, arguments, _) in table.everyCommand() {
            var whole = path + arguments
            // One that prints nothing loses nothing.
            // A new key is refused where there is one.
            let isRefused = path == ["store", "new-key"]
            let isSilent = isRefused || ["docs", "diff"].contains(path.joined(separator: " "))
            if path == ["diff"] { whole.append("--detailed-exitcode") }
            let result = try await table.start(whole, output: "> /dev/full")
            let status: Int32 = isRefused ? 4 : isSilent ? 0 : 1
            #expect(result.status == status, "\(whole): \(result.all)")
            let isTold = result.error.contains("the output could not be written: No space left on device")
            #expect(isTold != isSilent, "\(whole): \(result.all)")
            let closed = try await table.start(path + ["--help"], output: "> /dev/full")
            #expect(closed.status == 1, "\(path): \(closed.all)")
        }
        let check = try await table.start(["store", "check"])
        #expect(check.status == 0, "\(check.all)")
    }

    @Test(arguments: ["json", "yaml", "csv", "name", "wide"])
    func everyFormOfAListingTellsThatItIsLost(form: String) async throws {
        let table = try await CommandTable.make()
        for command in [["get", "all"], ["runs", "list"], ["audit", "list"], ["tools", "list"], ["history"]] {
            let result = try await table.start(command + ["-o", form], output: "> /dev/full")
            #expect(result.status == 1, "\(command): \(result.all)")
        }
    }

    @Test func filesThatCannotBeWrittenAreErrors() async throws {
        let project = try TestProject.sample()
        for arguments in [
            ["plan", "--out", "/dev/full"], ["plan", "--out", "no/folder/plan.json"], ["docs", "--out", "/dev/full"],
            ["store", "backup", "/dev/full"],
        ] {
            if arguments[0] == "store" { try await project.expect(0, "apply", "--yes") }
            let result = try await project.start([TestProject.binary] + arguments).result()
            #expect([1, 3].contains(result.status), "\(arguments): \(result.all)")
        }
        // A device stays a device.
        let kind = try await project.start(["/usr/bin/stat", "-c", "%F", "/dev/full"]).result().output
        #expect(kind == "character special file\n")
        let saved = try await project.expect(0, "plan", "-q", "--out", "/dev/stdout").output
        #expect(saved.contains("plan_digest"))
    }

    /// A reader that is gone before the first byte, and a stream that the parent closed.
    @Test(arguments: ["| true", ">&-", "2>&- >&-"])
    func effectsHappenWhoeverReads(redirection: String) async throws {
        let project = try await TestProject.working()
        func run(_ arguments: String...) async throws -> ChildResult {
            let status = "; status=$?"
            let line =
                redirection.hasPrefix("|")
                ? "{ \"$0\" \"$@\"\(status); echo $status > status; } \(redirection)"
                : "\"$0\" \"$@\" \(redirection)\(status); echo $status > status"
            return try await project.start(["/bin/sh", "-c", line, TestProject.binary] + arguments).result(
                deadline: .seconds(300))
        }
        func status() throws -> Int32? {
            Int32(try project.read("status").trimmingCharacters(in: .whitespacesAndNewlines))
        }
        let wanted: Int32 = redirection.hasPrefix("|") ? 0 : 1
        try project.edit("manifests/all.yaml", "spec: {currency: EUR}", "spec: {currency: USD}")
        for round in 0..<5 {
            try project.edit("manifests/all.yaml", "kind: Connection", "kind: Connection")
            _ = try await run("tools", "lock")
            #expect(FileManager.default.fileExists(atPath: project.url("reeve.lock").path), "round \(round)")
            #expect(try status() == wanted)
            try FileManager.default.removeItem(at: project.url("reeve.lock"))
        }
        _ = try await run("tools", "lock")
        _ = try await run("apply", "--yes", "-o", "json")
        #expect(try status() == wanted)
        #expect(try await project.expect(0, "plan").output == "No changes.\n")
        _ = try await run("tools", "sync")
        _ = try await run("store", "backup", "copy.db")
        #expect(FileManager.default.fileExists(atPath: project.url("copy.db").path))
        try project.write("jobs/fine.yaml", CommandTable.fine)
        _ = try await run("enqueue", "-f", "jobs/fine.yaml")
        _ = try await run("run")
        #expect(try status() == wanted)
        let runs = try await project.expect(0, "runs", "list", "-o", "json").output
        #expect(runs.contains(#""status": "succeeded""#), "\(runs)")
        try await project.expect(0, "enqueue", "-f", "jobs/fine.yaml")
        let id = try await project.expect(0, "runs", "list", "-o", "name").output.prefix(26)
        _ = try await run("runs", "cancel", String(id))
        #expect(try status() == wanted)
        #expect(try await project.expect(0, "runs", "list", "--status", "cancelled", "-o", "name").output.count == 27)
        try await project.expect(0, "store", "check")
        try await project.expect(0, "audit", "verify")
    }

    @Test func aReportThatIsNotWrittenIsAFailure() async throws {
        let project = try await TestProject.working()
        try project.write("jobs/fine.yaml", CommandTable.fine)
        try await project.expect(0, "run", "-f", "jobs/fine.yaml")
        // Files stand where the folders of reports go; the checkpoint beside them can be written.
        for name in ["reports/fine", "reports/apply"] {
            try FileManager.default.removeItem(at: project.url(name))
            try project.write(name, "in the way\n")
        }
        for arguments in [["run", "-f", "jobs/fine.yaml"], ["report", "run"]] {
            let result = try await project.start([TestProject.binary] + arguments).result()
            #expect(result.status == 1, "\(result.all)")
            #expect(result.error.contains("[report.not-written]"), "\(result.all)")
        }
        try project.edit("manifests/all.yaml", "spec: {currency: EUR}", "spec: {currency: USD}")
        let result = try await project.expect(1, "apply", "--yes")
        #expect(result.error.contains("[apply.report-not-written]"), "\(result.all)")
        #expect(result.output.contains("Applied as revision 2"), "\(result.all)")
        #expect(try await project.expect(0, "plan").output == "No changes.\n")
    }
}
