import Foundation
import Testing

/// Nothing is made before somebody says yes.
@Suite struct ApplyApprovalTests {
    /// Runs `reeve apply` on a terminal of its own and answers its question.
    private func answer(_ text: String, in project: TestProject) async throws -> (status: String, output: String) {
        let found = try await project.python(
            """
            import os, pty, sys
            process, terminal = pty.fork()
            if process == 0: os.execvp(sys.argv[1], [sys.argv[1], 'apply'])
            seen, answered = b'', False
            while True:
                try: piece = os.read(terminal, 65536)
                except OSError: break
                if not piece: break
                seen += piece
                if not answered and b"Only 'yes' is a yes: " in seen:
                    os.write(terminal, sys.argv[2].encode() + b'\\n')
                    answered = True
            print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
            print(seen.decode())
            """, TestProject.binary, text)
        let lines = found.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(lines[0]), String(lines.last ?? ""))
    }

    @Test func aNoMakesNoStore() async throws {
        let project = try TestProject.sample()
        let refused = try await answer("no", in: project)
        #expect(refused.status == "4" && refused.output.contains("Nothing was changed."), "\(refused.output)")
        #expect(!FileManager.default.fileExists(atPath: project.url(".reeve").path))
        let done = try await answer("yes", in: project)
        #expect(done.status == "0" && done.output.contains("Applied as revision 1"), "\(done.output)")
        #expect(try await project.expect(0, "history", "-o", "json").output.contains("(prompt)"))
    }

    @Test func whereNobodyCanBeAskedNoStoreIsMade() async throws {
        let project = try TestProject.sample()
        let result = try await project.expect(4, "apply")
        #expect(result.error.contains("nobody can be asked here"))
        #expect(!FileManager.default.fileExists(atPath: project.url(".reeve").path))
        // Mistakes and empty plans make none either.
        try project.write("manifests/wrong.yaml", "kind: Nothing\n")
        try await project.expect(3, "apply", "--yes")
        try FileManager.default.removeItem(at: project.url("manifests/wrong.yaml"))
        try await project.expect(0, "apply", "--yes", "--only", "Batch")
        #expect(!FileManager.default.fileExists(atPath: project.url(".reeve").path))
    }

    /// The plan digests of a text, in the order in which they stand there.
    private func digests(_ text: String) -> [String] {
        text.matches(of: /"plan_digest" ?: ?"(sha256:[0-9a-f]{64})"/).map { String($0.1) }
    }

    /// The digests in the report, the history and the log of an apply.
    private func recorded(_ project: TestProject) async throws -> Set<String> {
        let reports = project.url("reports/apply")
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: reports.path).first)
        var found: [String] = []
        for file in ["plan.json", "result.json"] {
            let one = digests(try project.read("reports/apply/\(name)/\(file)"))
            #expect(one.count == 1, "\(file)")
            found += one
        }
        for arguments in [["history", "show", "1"], ["audit", "list", "-o", "json"]] {
            let result = try await project.start([TestProject.binary] + arguments).result()
            let all = digests(result.output)
            #expect(!all.isEmpty, "\(arguments) \(result.all)")
            found += all
        }
        return Set(found)
    }

    @Test func theDigestThatTheFirstApplyShowsIsTheOneThatIsRecorded() async throws {
        let project = try TestProject.sample()
        let shown = digests(try await project.expect(0, "apply", "--yes", "-o", "json").output)
        #expect(shown.count == 1)
        #expect(try await recorded(project) == Set(shown))
    }

    @Test func aPlanThatWasSavedBeforeThereWasAStoreKeepsItsDigestAndFitsOnlyAnEmptyStore() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "plan", "--out", "first.plan")
        let saved = digests(try project.read("first.plan"))
        #expect(saved.count == 1)
        let other = try TestProject.sample()
        try await other.expect(0, "apply", "--yes", "--only", "Organization")
        try other.write("first.plan", try Data(contentsOf: project.url("first.plan")))
        let refused = try await other.expect(5, "apply", "first.plan")
        #expect(refused.error.contains("plan.wrong-store"))
        try await project.expect(0, "apply", "first.plan")
        #expect(try await recorded(project) == Set(saved))
        #expect(try await project.expect(0, "apply", "first.plan").output.contains("was applied before, as revision 1"))
    }
}
