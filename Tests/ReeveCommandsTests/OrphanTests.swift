import Foundation
import TestSupport
import Testing

/// What a killed command that starts servers leaves behind is ended by the next one, whichever the two are.
@Suite(.timeLimit(.minutes(15))) struct OrphanTests {
    private func isAlive(_ pid: Int32) -> Bool {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return false }
        return !stat[stat.index(end, offsetBy: 2)...].hasPrefix("Z")
    }

    @Test(arguments: [
        ["connection", "test"], ["tools", "sync"], ["tools", "call", "aid/hold", "--agent", "bot"],
    ])
    func theNextCommandEndsTheDescendantsOfAKilledOne(arguments: [String]) async throws {
        let project = try await TestProject.working()
        try await project.python("import os; os.mkfifo('release')")
        try project.write("haunt", "")
        let killed = try project.start([TestProject.binary] + arguments)
        try await FileWatch.wait(for: project.url("ghost").path) { $0.hasSuffix("\n") }
        let ghost = try #require(Int32(try project.read("ghost").trimmingCharacters(in: .newlines)))
        killed.signal(SIGKILL)
        _ = try await killed.result()
        #expect(isAlive(ghost))
        try FileManager.default.removeItem(at: project.url("haunt"))
        try await project.expect(0, "connection", "test")
        #expect(!isAlive(ghost))
        kill(ghost, SIGKILL)
        let left = try await project.python(
            "import sqlite3; print(*sqlite3.connect('.reeve/reeve.db').execute('SELECT count(*) FROM process_group').fetchone())"
        )
        #expect(left == "0\n")
    }

    @Test(arguments: [SIGTERM, SIGHUP])
    func aSignalEndsATestWithItsServers(signal: Int32) async throws {
        let project = try await TestProject.working()
        try project.write("haunt", "")
        let test = try project.start([TestProject.binary, "connection", "test"])
        try await FileWatch.wait(for: project.url("ghost").path) { $0.hasSuffix("\n") }
        let ghost = try #require(Int32(try project.read("ghost").trimmingCharacters(in: .newlines)))
        test.signal(signal)
        let result = try await test.result()
        #expect(result.status == 130, "\(result.all)")
        #expect(!isAlive(ghost))
        kill(ghost, SIGKILL)
    }
}
