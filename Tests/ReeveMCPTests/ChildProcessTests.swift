import Foundation
import ReeveJSON
import ReeveMCP
import Synchronization
import TestSupport
import Testing

@Suite struct ChildProcessTests {
    private static let quick = Teardown(closeGrace: .milliseconds(100), terminateGrace: .milliseconds(100))

    private func childPID(_ session: MCPSession, _ tool: String) async throws -> Int32 {
        let pid = try await session.callTool(tool).structuredContent?["pid"]?.int
        return Int32(try #require(pid))
    }

    // MARK: Starting

    @Test(arguments: ["no-such-command-anywhere", "/no/such/path", "./stand_in.py", "/etc/passwd", "/tmp"])
    func aMissingCommandIsPermanent(name: String) async {
        let launch = StdioLaunch(
            command: [name], workingDirectory: "/", environment: ["PATH": "/usr/bin:/bin"], launcherPath: nil)
        let error = await errorOf { try await ChildProcess.spawn(launch) }
        #expect(error?.code == .commandNotFound)
        #expect(error?.isRetryable == false)
    }

    @Test func theCommandIsLookedUpInThePATHOfTheChild() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "only-here")
        try Data("#!/bin/sh\n".utf8).write(to: file)
        var launch = StdioLaunch(
            command: ["only-here"], workingDirectory: folder.path(), environment: ["PATH": "/bin:\(folder.path())"])
        #expect(throws: MCPError.self) { try launch.executablePath() }  // not executable
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path())
        #expect(try launch.executablePath() == "\(folder.path())/only-here")
        launch.command = ["./only-here"]
        #expect(try launch.executablePath().hasSuffix("/./only-here"))
        // Relative entries, and the empty one that means the working directory, are passed over.
        launch.command = ["only-here"]
        for path in [":", ".", "", "/bin::/usr/bin"] {
            launch.environment = ["PATH": path]
            #expect(throws: MCPError.self) { try launch.executablePath() }
        }
    }

    @Test func impossibleLaunchesAreRefused() async {
        let python = StandIn.python
        let launches = [
            StdioLaunch(command: []), StdioLaunch(command: [""]), StdioLaunch(command: [python, "a\0b"]),
            StdioLaunch(command: [python], environment: ["A=B": "c"]),
            StdioLaunch(command: [python], workingDirectory: "/no/such/folder"),
            StdioLaunch(command: [python], limits: ProcessLimits(cpuSeconds: 1), launcherPath: nil),
        ]
        for launch in launches {
            #expect(await errorOf { try await ChildProcess.spawn(launch) }?.code == .launchInvalid)
        }
    }

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
            let session = try await MCPSession.open(
                try await ChildProcess.spawn(launch), options: SessionOptions().patient)
            #expect(try await session.callTool("process").structuredContent?["cwd"] == "/usr/lib")
            await session.close(.immediate)
        }
    }

    // MARK: The launcher

    @Test func theLauncherSetsLimits() async throws {
        let limits = ProcessLimits(cpuSeconds: 30, memoryBytes: 256 << 20, openFiles: 64)
        try await StandIn.withSession(withLauncher: true, limits: limits) { session, _ async throws in
            let facts = try #require(try await session.callTool("process").structuredContent)
            #expect(facts["cpu"] == [30, 32])
            #expect(facts["data"] == [268_435_456, 268_435_456])
            #expect(facts["files"] == [64, 64])
            #expect(facts["core"] == [0, 0])
            #expect(try await session.callTool("allocate", arguments: ["bytes": 1_000_000]).text == "got 1000000")
            #expect(try await session.callTool("allocate", arguments: ["bytes": 400_000_000]).isError)
        }
    }

    @Test func aCommandThatCannotBeExecutedIsNotFoundAlsoBehindTheLauncher() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data("#!/no/such/interpreter\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path())
        for launcher in [nil, StandIn.probe] {
            let launch = StdioLaunch(command: [file.path()], launcherPath: launcher)
            let error = await errorOf {
                try await MCPSession.open(try await ChildProcess.spawn(launch), options: SessionOptions().patient)
            }
            #expect(error?.code == .commandNotFound)
        }
    }

    @Test func theServerEndsWithItsParentAndLeavesOnlyWhatTheReaperEnds() async throws {
        // The probe starts a server through the launcher, prints its group and waits to be killed.
        let output = Pipe()
        let probe = try SpawnedProcess(
            [
                StandIn.probe, "orphan", StandIn.python, StandIn.servers.appending(path: "stand_in.py").path(),
                "ignore-eof", "ignore-term",
            ], output: output.fileHandleForWriting.fileDescriptor)
        try output.fileHandleForWriting.close()
        var printed = Data()
        while !printed.contains(0x0A) {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { break }
            printed += more
        }
        let words = String(decoding: printed, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        try #require(words.count == 3)
        let pgid = try #require(Int32(words[0]))
        let startTime = try #require(UInt64(words[1]))
        let grandchild = try #require(Int32(words[2]))
        #expect(StandIn.isAlive(pgid))
        kill(probe.id, SIGKILL)
        _ = await probe.waitForEnd()
        await StandIn.untilEnded(pgid, limit: 10_000)
        #expect(!StandIn.isAlive(pgid))
        #expect(StandIn.isAlive(grandchild))
        #expect(OrphanReaper.end(pgid: pgid, startTime: startTime))
        #expect(!StandIn.isAlive(grandchild))
        #expect(!OrphanReaper.end(pgid: pgid, startTime: startTime))
    }

    // MARK: Ending

    @Test func aPoliteServerEndsWithItsInput() async throws {
        try await StandIn.withSession { session, process async throws in
            await session.close(Teardown(closeGrace: .seconds(30), terminateGrace: .seconds(30)))
            #expect(process.condition.ending == .process(.exited(0)))
            #expect(await errorOf { try await session.callTool("echo") }?.code == .closed)
        }
    }

    @Test func aServerThatIgnoresItsInputIsTerminated() async throws {
        try await StandIn.withSession("ignore-eof") { session, process async throws in
            await session.close(Teardown(closeGrace: .milliseconds(50), terminateGrace: .seconds(30)))
            #expect(process.condition.ending == .process(.signalled(SIGTERM)))
        }
    }

    @Test func aServerThatIgnoresTermIsKilledWithItsGrandchild() async throws {
        try await StandIn.withSession("ignore-eof", "ignore-term") { session, process async throws in
            let grandchild = try await childPID(session, "grandchild")
            #expect(StandIn.liveMembers(of: process.group.pgid).count == 2)
            await session.close(Self.quick)
            #expect(process.condition.ending == .process(.signalled(SIGKILL)))
            #expect(!StandIn.isAlive(grandchild))
        }
    }

    @Test func aGrandchildOfAServerThatEndedByItselfIsKilled() async throws {
        try await StandIn.withSession { session, process async throws in
            let grandchild = try await childPID(session, "grandchild-then-exit")
            await session.close(Teardown(closeGrace: .seconds(30), terminateGrace: .seconds(30)))
            #expect(process.condition.ending == .process(.exited(0)))
            #expect(!StandIn.isAlive(grandchild))
        }
    }

    @Test(arguments: ["detached-grandchild", "daemon"])
    func aGrandchildInAnotherSessionIsKilled(tool: String) async throws {
        try await StandIn.withSession(withLauncher: true) { session, process async throws in
            let grandchild = try await childPID(session, tool)
            #expect(StandIn.isAlive(grandchild))
            #expect(!StandIn.liveMembers(of: process.group.pgid).contains(grandchild))
            await session.close(Self.quick)
            #expect(!StandIn.isAlive(grandchild))
        }
    }

    @Test func aProcessThatWasNeverServedIsEndedToo() async throws {
        let process = try await ChildProcess.spawn(StandIn.launch(["ignore-eof", "ignore-term"]))
        await process.close(Self.quick)
        #expect(StandIn.liveMembers(of: process.group.pgid).isEmpty)
        await process.close()
    }

    @Test func aSecondCloseBringsTheEndForward() async throws {
        try await StandIn.withSession("ignore-eof", "ignore-term") { session, process async throws in
            let clock = ContinuousClock.now
            async let slow: Void = session.close(Teardown(closeGrace: .seconds(60), terminateGrace: .seconds(60)))
            await session.close(.immediate)
            await slow
            #expect(clock.duration(to: .now) < .seconds(100))
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
