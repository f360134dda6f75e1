import Foundation
import Glibc
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
            // Nobody answers, so the test has failed in any case, and there is no list.
            let isUnanswered = path.first == "provider"
            let isSilent =
                isRefused || path == ["provider", "models"] || ["docs", "diff"].contains(path.joined(separator: " "))
            if path == ["diff"] { whole.append("--detailed-exitcode") }
            let result = try await table.start(whole, output: "> /dev/full")
            let status: Int32 = isRefused ? 4 : isUnanswered ? 7 : isSilent ? 0 : 1
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

    /// Who does not learn of an effect repeats it: the result comes first, the failure once, and 7 stays 7.
    @Test func aLogThatCannotBeSignedTakesNoResultAway() async throws {
        let table = try await CommandTable.make()
        let project = table.project
        try project.write("jobs/mixed.yaml", TestProject.mixedBatch)
        chmod(project.url(TestProject.database + ".key").path, 0o644)
        let call = ["tools", "call", "aid/say", "--agent", "bot", "--input", #"{"text": "hello"}"#]
        for (arguments, status, shown) in [
            (call, 1, "hello"), (call + ["-o", "json"], 1, #""content""#),
            (["tools", "call", "aid/shred", "--agent", "bot"], 4, ""),
            (["runs", "retry", table.deniedRun], 1, "of item say"),
            (["enqueue", "-f", "jobs/fine.yaml", "-o", "json"], 1, #""batch""#),
            (["run", "-f", "jobs/fine.yaml", "-o", "json"], 1, #""batches""#),
            (["run", "-f", "jobs/mixed.yaml"], 7, "reports/mixed/"),
            (["tools", "sync", "-o", "json"], 1, #""connection""#),
            (["connection", "test", "-o", "json"], 1, #""tools""#),
            (["apply", "--yes"], 1, "Applied as revision"),
        ] as [([String], Int32, String)] {
            if arguments[0] == "apply" {
                try project.edit("manifests/all.yaml", "spec: {currency: EUR}", "spec: {currency: USD}")
            }
            let result = try await table.start(arguments)
            #expect(result.status == status, "\(arguments): \(result.all)")
            #expect((shown.isEmpty || result.output.contains(shown)), "\(arguments): \(result.all)")
            let told = result.error.components(separatedBy: "[audit.not-signed]").count - 1
            #expect(told == 1, "\(arguments): \(result.all)")
        }
        chmod(project.url(TestProject.database + ".key").path, 0o600)
        try await project.expect(0, "tools", "sync")
        try await project.expect(0, "audit", "verify")
    }

    /// By the rule of `reeve`: 1 where all else went well, and a reader that goes away takes nothing along.
    @Test func theVerifierTellsThatItsOutputIsLost() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        try await project.python(
            """
            import json, sqlite3
            rows = sqlite3.connect('.reeve/reeve.db').execute(
                'SELECT e.sequence, e.body, l.hash FROM audit_entry e JOIN audit_leaf l USING (sequence) ORDER BY 1')
            lines = ['{"entry":%s,"leaf_hash":"%s","sequence":%d}\\n' % (r[1], r[2].hex(), r[0]) for r in rows]
            open('audit.jsonl', 'w').write(''.join(lines))
            open('cut.jsonl', 'w').write(''.join(lines[:-1]))
            """)
        let verifier = TestProject.products.appending(path: "reeve-verify").path
        func status(_ log: String, _ end: String) async throws -> (Int32?, String) {
            let line = "{ \"$0\" \"$@\"; echo $? > status; } \(end)"
            let result = try await project.start(
                ["/bin/sh", "-c", line, verifier, log, "--checkpoint", "reports/checkpoint"]
            ).result()
            return (Int32(try project.read("status").trimmingCharacters(in: .whitespacesAndNewlines)), result.error)
        }
        #expect(try await status("audit.jsonl", "").0 == 0)
        for (end, kept) in [("> /dev/full", 1), (">&-", 1), ("| true", 0), ("2>&- >&-", 1)] as [(String, Int32)] {
            let whole = try await status("audit.jsonl", end)
            #expect(whole.0 == kept, "\(end): \(whole.1)")
            #expect(whole.1.contains("the output could not be written") == (kept == 1 && !end.hasPrefix("2")))
            #expect(try await status("cut.jsonl", end).0 == 13, "\(end)")
        }
        let help = try await project.start(["/bin/sh", "-c", "\"$0\" --help > /dev/full", verifier]).result()
        #expect(help.status == 1, "\(help.all)")
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
