import Foundation
import TestSupport
import Testing

/// What Ctrl-C, TERM and the end of the terminal do to a run that is in the middle of a call.
@Suite(.timeLimit(.minutes(15))) struct SignalTests {
    /// Two runs one after the other; the first is called and waits for the pipe.
    private func start() async throws -> (TestProject, ChildRun) {
        let project = try await TestProject.working()
        try project.write(
            "jobs/held.yaml",
            """
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: held, organization: acme, environment: dev}
            spec:
              concurrency: 1
              items:
                - {name: first, toolRun: {agent: bot, tool: aid/hold, input: {}, timeout: 15m}}
                - {name: second, needs: [first], toolRun: {agent: bot, tool: aid/say, input: {}}}

            """)
        try await project.python("import os; os.mkfifo('release')")
        let run = try project.start([TestProject.binary, "run", "-f", "jobs/held.yaml"])
        try await FileWatch.wait(for: project.url("begun").path) { $0.hasSuffix("\n") }
        return (project, run)
    }

    private func statuses(_ project: TestProject) async throws -> String {
        try await project.python(
            """
            import sqlite3
            c = sqlite3.connect('file:.reeve/reeve.db?mode=ro', uri=True)
            print(*[f'{item}={status}' for item, status in c.execute('SELECT item, status FROM runs ORDER BY id')])
            """)
    }

    /// Nothing is left: no server, no worker, and the log verifies with its last entry signed.
    private func checkTheEnd(of project: TestProject) async throws {
        let server = try #require(Int32(try project.read("begun").trimmingCharacters(in: .newlines)))
        #expect(kill(server, 0) != 0 && errno == ESRCH)
        let workers = try await project.python(
            "import sqlite3; print(sqlite3.connect('.reeve/reeve.db').execute('SELECT count(*) FROM worker').fetchone()[0])"
        )
        #expect(workers == "0\n")
        try await project.expect(0, "audit", "verify")
        #expect(FileManager.default.fileExists(atPath: project.url("reports/latest/report.html").path))
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func theFirstSignalLetsTheCallFinishAndTakesNothingNew(signal: Int32) async throws {
        let (project, run) = try await start()
        run.signal(signal)
        try await run.waitForError("stopping:")
        // The server answers only now, so what ends here ended after the signal.
        try await project.python("open('release', 'w').close()")
        let result = try await run.result()
        #expect(result.status == 130, "\(result.all)")
        #expect(try await statuses(project) == "first=succeeded second=ready\n")
        try await checkTheEnd(of: project)
        // The rest is done by the next run.
        try await project.expect(0, "run")
        #expect(try await statuses(project) == "first=succeeded second=succeeded\n")
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func theSecondSignalCancelsTheCall(signal: Int32) async throws {
        let (project, run) = try await start()
        run.signal(signal)
        try await run.waitForError("stopping:")
        run.signal(signal)
        // Nobody opens the pipe: the call can end by the cancel alone.
        let result = try await run.result()
        #expect(result.status == 130, "\(result.all)")
        // Whether the call had an effect is not known, so it is not repeated.
        #expect(try await statuses(project).hasPrefix("first=interrupted "))
        try await checkTheEnd(of: project)
    }
}
