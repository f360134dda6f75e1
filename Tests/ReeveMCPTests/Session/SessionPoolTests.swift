import Foundation
import ReeveJSON
import ReeveMCP
import TestSupport
import Testing

@Suite struct SessionPoolTests {
    @Test func anIdleSessionIsUsedAgain() async throws {
        let pool = SessionPool(teardown: PooledStandIn.graces)
        let connection = PooledStandIn()
        for _ in 0..<5 {
            try await pool.withSession(for: connection.pooled(), deadline: PooledStandIn.soon) { session in
                _ = try await session.callTool("echo")
            }
        }
        #expect(connection.started.count == 1)
        #expect(await pool.counts == SessionPool.Counts(idle: 1))
        await pool.shutdown(grace: PooledStandIn.graces)
        connection.expectNothingLeft()
    }

    @Test func neverMoreSessionsThanAllowedAndOneCallAtATime() async throws {
        let pool = SessionPool(teardown: PooledStandIn.graces)
        let connection = PooledStandIn()
        let running = Locked<(now: Int, most: Int, sessions: Set<ObjectIdentifier>)>((0, 0, []))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    try await pool.withSession(for: connection.pooled(maxConcurrency: 3), deadline: PooledStandIn.soon)
                    {
                        session in
                        let isAlone = running.withLock { state in
                            state.now += 1
                            state.most = max(state.most, state.now)
                            return state.sessions.insert(ObjectIdentifier(session)).inserted
                        }
                        #expect(isAlone)
                        _ = try await session.callTool("echo")
                        running.withLock { state in
                            state.now -= 1
                            state.sessions.remove(ObjectIdentifier(session))
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(running.withLock { $0.most } == 3)
        #expect(connection.started.count == 3)
        await pool.shutdown(grace: PooledStandIn.graces)
        connection.expectNothingLeft()
    }

    @Test func anExpiredCallEndsOnlyItsSession() async throws {
        let pool = SessionPool(teardown: PooledStandIn.graces)
        let connection = PooledStandIn()
        let pooled = connection.pooled(["2025-11-25", "ignore-eof"], maxConcurrency: 2)
        async let steady: Void = pool.withSession(for: pooled, deadline: PooledStandIn.soon) { session in
            for _ in 0..<200 { _ = try await session.callTool("echo") }
            #expect(session.isReusable)
        }
        let error = await errorOf {
            try await pool.withSession(for: pooled, deadline: PooledStandIn.soon) { session in
                try await session.callTool("never", deadline: .now.advanced(by: .milliseconds(50)))
            }
        }
        #expect(error?.code == .timedOut)
        try await steady
        try await pool.withSession(for: pooled, deadline: PooledStandIn.soon) { session in
            _ = try await session.callTool("echo")
        }
        await pool.shutdown(grace: PooledStandIn.graces)
        connection.expectNothingLeft()
    }

    @Test func aCrashedSessionIsReplacedAtOnce() async throws {
        let pool = SessionPool(teardown: PooledStandIn.graces)
        let connection = PooledStandIn()
        let error = await errorOf {
            try await pool.withSession(for: connection.pooled(), deadline: PooledStandIn.soon) { session in
                try await session.callTool("exit-mid-call")
            }
        }
        #expect(error?.condition.ending == .process(.exited(7)))
        try await pool.withSession(for: connection.pooled(), deadline: PooledStandIn.soon) { session in
            _ = try await session.callTool("echo")
        }
        #expect(connection.started.count == 2)
        await pool.shutdown(grace: PooledStandIn.graces)
        connection.expectNothingLeft()
    }

    @Test func aSessionThatCrashedWhileIdleIsNotHandedOut() async throws {
        let pool = SessionPool(teardown: PooledStandIn.graces)
        let connection = PooledStandIn()
        try await pool.withSession(for: connection.pooled(), deadline: PooledStandIn.soon) { _ in }
        kill(connection.started[0], SIGKILL)
        await StandIn.untilEnded(connection.started[0])
        // Its end may not have been noticed yet; then the call fails as not sent or as unknown.
        for _ in 0..<2 {
            _ = await errorOf {
                try await pool.withSession(for: connection.pooled(), deadline: PooledStandIn.soon) { session in
                    try await session.callTool("echo")
                }
            }
        }
        try await pool.withSession(for: connection.pooled(), deadline: PooledStandIn.soon) { session in
            _ = try await session.callTool("echo")
        }
        #expect(connection.started.count == 2)
        await pool.shutdown(grace: PooledStandIn.graces)
        connection.expectNothingLeft()
    }

    @Test func waitersAreServedInOrderAndGiveUpAtTheirDeadline() async throws {
        let timer = ManualTimer()
        let pool = SessionPool(timer: timer)
        let connection = PooledConnection(key: "k", identity: .of("a"), maxConcurrency: 1) {
            () async throws(MCPError) in
            InProcessTransport { message in
                [answer(message, ["supportedVersions": ["2026-07-28"], "capabilities": [:]])]
            }
        }
        let order = Locked<[Int]>([])
        let (taken, gate) = (TestGate(), TestGate())
        let far = timer.now.advanced(by: .seconds(60))
        let holder = Task {
            try await pool.withSession(for: connection, deadline: far) { _ in
                taken.open()
                await gate.wait()
            }
        }
        await taken.wait()
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<4 {
            let deadline = number == 1 ? timer.now.advanced(by: .seconds(1)) : far
            tasks.append(
                Task {
                    try await pool.withSession(for: connection, deadline: deadline) { _ in
                        order.withLock { $0.append(number) }
                    }
                })
            await timer.untilScheduled(number + 1)
            #expect(await pool.counts.waiting == number + 1)
        }
        tasks[2].cancel()
        #expect(await errorOf { try await tasks[2].value }?.code == .cancelled)
        timer.advance(by: .seconds(1))
        #expect(await errorOf { try await tasks[1].value }?.code == .timedOut)
        gate.open()
        try await holder.value
        try await tasks[0].value
        try await tasks[3].value
        #expect(order.withLock { $0 } == [0, 3])
        await pool.shutdown(grace: .immediate)
    }

    @Test func whatIsGivenBackWithASessionIsFreeWhenTheNextCallerHasIt() async throws {
        let timer = ManualTimer()
        let pool = SessionPool(timer: timer)
        let connection = PooledConnection(key: "k", identity: .of("a"), maxConcurrency: 1) {
            () async throws(MCPError) in
            InProcessTransport { message in
                [answer(message, ["supportedVersions": ["2026-07-28"], "capabilities": [:]])]
            }
        }
        let demand = SessionDemand(connection, deadline: timer.now.advanced(by: .seconds(60)))
        let isFree = Locked(false)
        let session = try await pool.take(demand)
        let next = Task { try await pool.withSession(demand) { _ in isFree.withLock { $0 } } }
        await timer.untilScheduled(1)
        #expect(!isFree.withLock { $0 })
        await pool.giveBack(session, of: connection) { isFree.withLock { $0 = true } }
        #expect(try await next.value)
        await pool.shutdown(grace: .immediate)
    }

    @Test func whatIsGivenBackWithASessionThatEndsIsFreeWhenNothingOfItIsLeft() async throws {
        let pool = SessionPool(teardown: PooledStandIn.graces)
        let connection = PooledStandIn()
        let pooled = connection.pooled(["2025-11-25", "ignore-eof"])
        let session = try await pool.take(SessionDemand(pooled, deadline: PooledStandIn.soon))
        let error = await errorOf {
            try await session.callTool("never", deadline: .now.advanced(by: .milliseconds(50)))
        }
        #expect(error?.code == .timedOut)
        let left = Locked<[[Int32]]>([])
        await pool.giveBack(session, of: pooled) {
            left.withLock { left in left.append(connection.started.flatMap { StandIn.liveMembers(of: $0) }) }
        }
        await pool.waitForEndings(of: pooled)
        #expect(left.withLock { $0 } == [[]])
        await pool.shutdown(grace: PooledStandIn.graces)
        connection.expectNothingLeft()
    }

    @Test func aNewDigestEndsTheOldIdleSessions() async throws {
        let pool = SessionPool(teardown: PooledStandIn.graces)
        let connection = PooledStandIn()
        try await pool.withSession(for: connection.pooled(identity: "old"), deadline: PooledStandIn.soon) { _ in }
        try await pool.withSession(for: connection.pooled(identity: "new"), deadline: PooledStandIn.soon) { _ in
            await StandIn.untilEnded(connection.started[0])
            #expect(!StandIn.isAlive(connection.started[0]))
        }
        #expect(await pool.counts.idle == 1)
        await pool.shutdown(grace: PooledStandIn.graces)
        connection.expectNothingLeft()
    }

    @Test(arguments: ["never", "huge-line"])
    func aServerThatWasGivenUpEndsSoonAfter(tool: String) async throws {
        // It would be asked by the end of its input alone for four minutes.
        let pool = SessionPool(teardown: Teardown(closeGrace: .seconds(240), terminateGrace: .seconds(240)))
        let connection = PooledStandIn()
        let pooled = connection.pooled(["ignore-eof", "polite-term"])
        let error = await errorOf {
            try await pool.withSession(for: pooled, deadline: PooledStandIn.soon) { session in
                try await session.callTool(
                    tool, deadline: tool == "never" ? .now.advanced(by: .milliseconds(100)) : PooledStandIn.soon)
            }
        }
        #expect(error?.code == (tool == "never" ? .timedOut : .lineTooLong))
        let begin = ContinuousClock.now
        await pool.waitForEndings(of: pooled)
        #expect(begin.duration(to: .now) < .seconds(120))
        connection.expectNothingLeft()
        await pool.shutdown(grace: .immediate)
    }

    @Test func shutdownEndsIdleBusyOpeningAndWaitingOnes() async throws {
        // No deadline comes: what is owed tells who calls and who waits.
        let timer = ManualTimer()
        let pool = SessionPool(
            teardown: Teardown(closeGrace: .seconds(60), terminateGrace: .seconds(60)), timer: timer)
        let stubborn = PooledStandIn()
        let pooled = stubborn.pooled(["2025-11-25", "ignore-eof", "ignore-term"], maxConcurrency: 2)
        let mute = PooledStandIn()
        let haveGrandchild = [TestGate(), TestGate()]
        var busy = haveGrandchild.map { hasGrandchild in
            Task {
                await errorOf {
                    try await pool.withSession(for: pooled, deadline: PooledStandIn.soon) { session in
                        _ = try await session.callTool("grandchild")
                        hasGrandchild.open()
                        _ = try await session.callTool("never")
                    }
                }
            }
        }
        for gate in haveGrandchild { await gate.wait() }
        await timer.untilScheduled(2)
        busy.append(
            Task { await errorOf { try await pool.withSession(for: pooled, deadline: PooledStandIn.soon) { _ in } } })
        await timer.untilScheduled(3)
        let opening = Task {
            await errorOf {
                try await pool.withSession(for: mute.pooled(["mute"]), deadline: PooledStandIn.soon) { _ in }
            }
        }
        await mute.hasStarted.wait()
        #expect(await pool.counts == SessionPool.Counts(occupied: 3, waiting: 1))
        #expect(stubborn.started.map { StandIn.liveMembers(of: $0).count } == [2, 2])
        let begin = ContinuousClock.now
        await pool.shutdown(grace: PooledStandIn.graces)
        #expect(begin.duration(to: .now) < .seconds(300))
        stubborn.expectNothingLeft()
        mute.expectNothingLeft()
        for task in busy { #expect(await task.value?.code == .closed) }
        #expect(await opening.value != nil)
        #expect(
            await errorOf { try await pool.withSession(for: pooled, deadline: PooledStandIn.soon) { _ in } }?.code
                == .closed)
        #expect(await pool.counts == SessionPool.Counts())
    }

    /// Another transport comes without a change to sessions and their pool.
    @Test func sessionsAndTheirPoolKnowNoTransport() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/ReeveMCP/Session")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.contains("SessionPool.swift"))
        for name in names {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            for line in text.split(separator: "\n") where !line.contains("//") {
                for type in ["ChildProcess", "StdioLaunch", "ChildExit", "ProcessGroup", "Launcher"] {
                    #expect(!line.contains(type), "\(name): '\(line)': only a connector knows its transport")
                }
            }
        }
    }
}
