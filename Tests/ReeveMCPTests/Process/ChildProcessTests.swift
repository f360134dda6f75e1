import Foundation
import ReeveJSON
import ReeveMCP
import TestSupport
import Testing

@Suite struct ChildProcessTests {
    @Test(arguments: [false, true])
    func theChildHasASessionOfItsOwnAndNothingOfOurs(withLauncher: Bool) async throws {
        // Ours, and not passed on. Setting one of our own would pull the environment from under other tests' threads.
        #expect(getenv("PATH") != nil)
        let leak = open("/dev/null", O_RDONLY)  // inheritable
        defer { close(leak) }
        try await StandIn.withSession(withLauncher: withLauncher, environment: ["GREETING": "größe = ä"]) {
            session, process async throws in
            let facts = try #require(try await session.callTool("process").structuredContent)
            let pid = Int(process.group.pgid)
            #expect(facts["pid"]?.int == pid)
            #expect(facts["pgid"]?.int == pid)
            #expect(facts["sid"]?.int == pid)
            #expect(facts["ppid"]?.int == Int(getpid()))
            // 3 is the listing itself.
            #expect(facts["descriptors"] == [0, 1, 2, 3])
            #expect(facts["blocked"] == "0000000000000000")
            // Python itself ignores SIGPIPE (13) and SIGXFSZ (25). Signals above 31 are the C library's.
            let ignored = try #require(UInt64(facts["ignored"]?.string ?? "", radix: 16))
            #expect(ignored & 0x7FFF_FFFF == 0x0100_1000)
            let environment = try JSONParser.parse(try await session.callTool("environment").text ?? "").object ?? [:]
            #expect(environment.keys.filter { $0 != "LC_CTYPE" } == ["GREETING"])
            #expect(environment["GREETING"] == "größe = ä")
        }
    }

    @Test(arguments: [false, true])
    func aHandlerOfTheTerminatingSignalEndsTheServer(withLauncher: Bool) async throws {
        // The kill is so far away that only our TERM can be what ends it.
        let teardown = Teardown(closeGrace: .milliseconds(100), terminateGrace: .seconds(240))
        let launch = StandIn.launch(["ignore-eof", "polite-term"], withLauncher: withLauncher)
        let process = try await ChildProcess.spawn(launch)
        let session = try await MCPSession.open(process, options: SessionOptions().patient)
        await session.close(teardown)
        #expect(process.condition.ending == .process(.exited(0)))
        #expect(process.condition.lastLines == ["good bye"])
    }

    @Test func theWorkingDirectoryIsTheChosenOne() async throws {
        for withLauncher in [false, true] {
            let launch = StandIn.launch([], withLauncher: withLauncher, workingDirectory: "/usr/lib")
            try await StandIn.withSession(of: launch, options: SessionOptions().patient) { session, _ async throws in
                #expect(try await session.callTool("process").structuredContent?["cwd"] == "/usr/lib")
            }
        }
    }

    @Test func aProcessThatItsHookRefusesIsEndedBeforeSpawnReturns() async throws {
        let told = Locked<(started: [Int32], ended: [Int32])>(([], []))
        let hooks = ChildProcess.Hooks(
            processStarted: { group async throws(MCPError) in
                told.withLock { $0.started.append(group.pgid) }
                throw MCPError(.spawnFailed, "not noted")
            },
            processEnded: { group in told.withLock { $0.ended.append(group.pgid) } })
        let error = await errorOf {
            try await ChildProcess.spawn(StandIn.launch(["ignore-eof", "ignore-term"]), hooks: hooks)
        }
        #expect(error?.code == .spawnFailed && error?.message == "not noted" && error?.isRetryable == true)
        let (started, ended) = told.withLock { $0 }
        #expect(started.count == 1 && started == ended)
        for pgid in started { #expect(StandIn.liveMembers(of: pgid).isEmpty) }
    }

    @Test func hooksTellTheGroupAndItsEnd() async throws {
        let told = Locked<[String]>([])
        let hooks = ChildProcess.Hooks(
            processStarted: { group in
                await Task.yield()
                told.withLock { $0.append("started \(group.pgid) \(group.startTime)") }
            },
            processEnded: { group in told.withLock { $0.append("ended \(group.pgid) \(group.startTime)") } })
        let process = try await ChildProcess.spawn(StandIn.launch([]), hooks: hooks)
        let group = process.group
        #expect(group.startTime > 0)
        #expect(told.withLock { $0.count } == 1, "the process could be spoken to before it was noted")
        // A group of the same number that started at another time is left alone.
        #expect(!OrphanReaper.end(pgid: group.pgid, startTime: group.startTime + 1))
        #expect(!OrphanReaper.end(pgid: group.pgid, startTime: group.startTime - 1))
        #expect(StandIn.isAlive(group.pgid))
        let session = try await MCPSession.open(process, options: SessionOptions().patient)
        #expect(OrphanReaper.end(pgid: group.pgid, startTime: group.startTime))
        await session.close()
        #expect(
            told.withLock { $0 } == [
                "started \(group.pgid) \(group.startTime)", "ended \(group.pgid) \(group.startTime)",
            ])
        #expect(!ProcessGroup.bootID.isEmpty)
    }
}
