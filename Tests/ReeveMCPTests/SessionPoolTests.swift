import Foundation
import ReeveJSON
import ReeveMCP
import Synchronization
import TestSupport
import Testing

@Suite struct SessionPoolTests {
    private static let graces = Teardown(closeGrace: .milliseconds(200), terminateGrace: .milliseconds(200))
    private static var soon: ContinuousClock.Instant { .now.advanced(by: .seconds(200)) }

    /// A connection to the stand-in, and the groups that it started.
    private final class Connection: Sendable {
        private let key = UUID().uuidString
        private let groups = Locked<(started: [Int32], ended: [Int32])>(([], []))
        /// Open once a process has started.
        let hasStarted = TestGate()

        func pooled(_ modes: [String] = ["2025-11-25"], identity: String = "a", maxConcurrency: Int = 1)
            -> PooledConnection
        {
            PooledConnection(
                key: key, identity: .of(.string(identity)), maxConcurrency: maxConcurrency,
                options: SessionOptions().patient,
                connect: ChildProcess.connector(
                    StandIn.launch(modes),
                    hooks: ChildProcess.Hooks(
                        processStarted: { group in
                            self.groups.withLock { $0.started.append(group.pgid) }
                            self.hasStarted.open()
                        },
                        processEnded: { group in self.groups.withLock { $0.ended.append(group.pgid) } })))
        }

        var started: [Int32] { groups.withLock { $0.started } }

        func expectNothingLeft() {
            let (started, ended) = groups.withLock { $0 }
            #expect(started.sorted() == ended.sorted())
            for pgid in started { #expect(StandIn.liveMembers(of: pgid).isEmpty) }
        }
    }

    @Test func anIdleSessionIsUsedAgain() async throws {
        let pool = SessionPool(teardown: Self.graces)
        let connection = Connection()
        for _ in 0..<5 {
            try await pool.withSession(for: connection.pooled(), deadline: Self.soon) { session in
                _ = try await session.callTool("echo")
            }
        }
        #expect(connection.started.count == 1)
        #expect(await pool.counts == SessionPool.Counts(idle: 1))
        await pool.shutdown(grace: Self.graces)
        connection.expectNothingLeft()
    }

    @Test func neverMoreSessionsThanAllowedAndOneCallAtATime() async throws {
        let pool = SessionPool(teardown: Self.graces)
        let connection = Connection()
        let running = Locked<(now: Int, most: Int, sessions: Set<ObjectIdentifier>)>((0, 0, []))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    try await pool.withSession(for: connection.pooled(maxConcurrency: 3), deadline: Self.soon) {
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
        await pool.shutdown(grace: Self.graces)
        connection.expectNothingLeft()
    }

    @Test func anExpiredCallEndsOnlyItsSession() async throws {
        let pool = SessionPool(teardown: Self.graces)
        let connection = Connection()
        let pooled = connection.pooled(["2025-11-25", "ignore-eof"], maxConcurrency: 2)
        async let steady: Void = pool.withSession(for: pooled, deadline: Self.soon) { session in
            for _ in 0..<200 { _ = try await session.callTool("echo") }
            #expect(session.isReusable)
        }
        let error = await errorOf {
            try await pool.withSession(for: pooled, deadline: Self.soon) { session in
                try await session.callTool("never", deadline: .now.advanced(by: .milliseconds(50)))
            }
        }
        #expect(error?.code == .timedOut)
        try await steady
        try await pool.withSession(for: pooled, deadline: Self.soon) { session in
            _ = try await session.callTool("echo")
        }
        await pool.shutdown(grace: Self.graces)
        connection.expectNothingLeft()
    }

    @Test func aCrashedSessionIsReplacedAtOnce() async throws {
        let pool = SessionPool(teardown: Self.graces)
        let connection = Connection()
        let error = await errorOf {
            try await pool.withSession(for: connection.pooled(), deadline: Self.soon) { session in
                try await session.callTool("exit-mid-call")
            }
        }
        #expect(error?.condition.ending == .process(.exited(7)))
        try await pool.withSession(for: connection.pooled(), deadline: Self.soon) { session in
            _ = try await session.callTool("echo")
        }
        #expect(connection.started.count == 2)
        await pool.shutdown(grace: Self.graces)
        connection.expectNothingLeft()
    }

    @Test func aSessionThatCrashedWhileIdleIsNotHandedOut() async throws {
        let pool = SessionPool(teardown: Self.graces)
        let connection = Connection()
        try await pool.withSession(for: connection.pooled(), deadline: Self.soon) { _ in }
        kill(connection.started[0], SIGKILL)
        await StandIn.untilEnded(connection.started[0])
        // Its end may not have been noticed yet; then the call fails as not sent or as unknown.
        for _ in 0..<2 {
            _ = await errorOf {
                try await pool.withSession(for: connection.pooled(), deadline: Self.soon) { session in
                    try await session.callTool("echo")
                }
            }
        }
        try await pool.withSession(for: connection.pooled(), deadline: Self.soon) { session in
            _ = try await session.callTool("echo")
        }
        #expect(connection.started.count == 2)
        await pool.shutdown(grace: Self.graces)
        connection.expectNothingLeft()
    }

    @Test func restartsBackOffAndAreBounded() async throws {
        let backoff = RestartBackoff(initial: .seconds(1), maximum: .seconds(30))
        #expect(
            [0, 1, 2, 3, 4, 7, 8, 1_000].map(backoff.delay(afterFailures:))
                == [0, 0, 1, 2, 4, 30, 30, 30].map { .seconds($0) })

        let timer = ManualTimer()
        let pool = SessionPool(teardown: Self.graces, backoff: backoff, timer: timer)
        let attempts = Locked(0)
        let failing = PooledConnection(key: "failing", identity: .of("a"), maxConcurrency: 1) {
            () async throws(MCPError) in
            attempts.withLock { $0 += 1 }
            throw MCPError(.spawnFailed, "no", condition: TransportCondition(lastLines: ["last words"]))
        }
        func attempt(within: Duration) async -> MCPError? {
            let deadline = timer.now.advanced(by: within)
            return await errorOf { try await pool.withSession(for: failing, deadline: deadline) { _ in } }
        }
        #expect(await attempt(within: .seconds(9))?.code == .spawnFailed)
        #expect(await attempt(within: .seconds(9))?.code == .spawnFailed)
        #expect(attempts.withLock { $0 } == 2)
        // Not before a second has passed; who cannot wait that long is told at once.
        let refused = await attempt(within: .milliseconds(999))
        #expect(refused?.code == .backingOff)
        #expect(refused?.isRetryable == true)
        #expect(refused?.condition.lastLines == ["last words"])
        let waiting = Task { await attempt(within: .seconds(9)) }
        await timer.untilScheduled(1)
        #expect(attempts.withLock { $0 } == 2)
        timer.advance(by: .seconds(1))
        #expect(await waiting.value?.code == .spawnFailed)
        #expect(attempts.withLock { $0 } == 3)
        await pool.shutdown(grace: .immediate)
    }

    @Test func aFailedStartIsToldOnceToEachCallerAndPausesNoLongerThanTheyAgreeTo() async throws {
        let timer = ManualTimer()
        let pool = SessionPool(
            teardown: Self.graces, backoff: RestartBackoff(initial: .seconds(10), maximum: .seconds(30)), timer: timer)
        let starts = Locked(0)
        let failing = PooledConnection(key: "failing", identity: .of("a"), maxConcurrency: 1) {
            () async throws(MCPError) in
            starts.withLock { $0 += 1 }
            throw MCPError(
                .serverExited, "the server has ended",
                condition: TransportCondition(lastLines: ["no license"], ending: .process(.exited(3))))
        }
        @Sendable func attempt(_ caller: String) async -> MCPError? {
            let demand = SessionDemand(
                failing, deadline: timer.now.advanced(by: .seconds(3_600)), pauseMax: .seconds(1), caller: caller)
            return await errorOf { try await pool.withSession(demand) { _ in } }
        }
        #expect(await attempt("a")?.isShared == false)
        #expect(await attempt("b")?.isShared == false)
        #expect(starts.withLock { $0 } == 2)
        // Within the pause it stands for a start of everybody's own, once.
        for caller in ["c", "d", "e"] {
            let error = await attempt(caller)
            #expect(
                error?.isShared == true && error?.condition.ending == .process(.exited(3))
                    && error?.condition.lastLines == ["no license"])
        }
        #expect(starts.withLock { $0 } == 2)
        // Who knows it already waits for the next one, with all who come meanwhile.
        let again = ["c", "d"].map { caller in Task { await attempt(caller) } }
        await timer.untilScheduled(2)
        timer.advance(by: .seconds(1))
        for task in again { #expect(await task.value?.condition.ending == .process(.exited(3))) }
        #expect(starts.withLock { $0 } == 3)
        await pool.shutdown(grace: .immediate)
    }

    @Test func aMissingCommandNeverBacksOff() async throws {
        let pool = SessionPool()
        let launch = StdioLaunch(command: ["no-such-command"], environment: ["PATH": "/bin"])
        let missing = PooledConnection(
            key: "missing", identity: .of("a"), maxConcurrency: 1, connect: ChildProcess.connector(launch))
        for _ in 0..<4 {
            let error = await errorOf { try await pool.withSession(for: missing, deadline: .now) { _ in } }
            #expect(error?.code == .commandNotFound)
        }
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

    @Test func aNewDigestEndsTheOldIdleSessions() async throws {
        let pool = SessionPool(teardown: Self.graces)
        let connection = Connection()
        try await pool.withSession(for: connection.pooled(identity: "old"), deadline: Self.soon) { _ in }
        try await pool.withSession(for: connection.pooled(identity: "new"), deadline: Self.soon) { _ in
            await StandIn.untilEnded(connection.started[0])
            #expect(!StandIn.isAlive(connection.started[0]))
        }
        #expect(await pool.counts.idle == 1)
        await pool.shutdown(grace: Self.graces)
        connection.expectNothingLeft()
    }

    @Test(arguments: ["never", "huge-line"])
    func aServerThatWasGivenUpEndsSoonAfter(tool: String) async throws {
        // It would be asked by the end of its input alone for four minutes.
        let pool = SessionPool(teardown: Teardown(closeGrace: .seconds(240), terminateGrace: .seconds(240)))
        let connection = Connection()
        let pooled = connection.pooled(["ignore-eof", "polite-term"])
        let error = await errorOf {
            try await pool.withSession(for: pooled, deadline: Self.soon) { session in
                try await session.callTool(
                    tool, deadline: tool == "never" ? .now.advanced(by: .milliseconds(100)) : Self.soon)
            }
        }
        #expect(error?.code == (tool == "never" ? .timedOut : .lineTooLong))
        let begin = ContinuousClock.now
        await pool.waitForEndings(of: pooled)
        #expect(begin.duration(to: .now) < .seconds(120))
        connection.expectNothingLeft()
        await pool.shutdown(grace: .immediate)
    }

    @Test func theEraIsRemembered() async throws {
        let pool = SessionPool(teardown: Self.graces)
        let asked = Locked<[String]>([])
        let remembered = Locked<[ProtocolEra]>([])
        let memory = AgreedEra(
            recall: { remembered.withLock { $0.last } }, remember: { era in remembered.withLock { $0.append(era) } })
        let connection = PooledConnection(
            key: "k", identity: .of("a"), maxConcurrency: 1, options: SessionOptions().patient, memory: memory
        ) {
            () async throws(MCPError) in
            InProcessTransport { message in
                let method = message["method"]?.string ?? ""
                asked.withLock { $0.append(method) }
                switch method {
                case "initialize":
                    return [answer(message, ["protocolVersion": "2025-11-25", "capabilities": [:]])]
                case "notifications/initialized", "notifications/cancelled": return []
                default:
                    return message["id"] == nil
                        ? [] : [["jsonrpc": "2.0", "id": message["id"] ?? .null, "error": ["code": -32601]]]
                }
            }
        }
        for _ in 0..<2 {
            // A session that was closed is not used again: the next use opens another one.
            try await pool.withSession(for: connection, deadline: Self.soon) { await $0.close(.immediate) }
        }
        // Another process, which has asked nobody yet.
        let other = SessionPool(teardown: Self.graces)
        try await other.withSession(for: connection, deadline: Self.soon) { _ in }
        await other.shutdown(grace: .immediate)
        let methods = asked.withLock { $0 }
        #expect(methods.filter { $0 == "server/discover" }.count == 1)
        #expect(methods.filter { $0 == "initialize" }.count == 3)
        #expect(remembered.withLock { $0 } == [.legacy])
        await pool.shutdown(grace: .immediate)
    }

    @Test func shutdownEndsIdleBusyOpeningAndWaitingOnes() async throws {
        // No deadline comes: what is owed tells who calls and who waits.
        let timer = ManualTimer()
        let pool = SessionPool(
            teardown: Teardown(closeGrace: .seconds(60), terminateGrace: .seconds(60)), timer: timer)
        let stubborn = Connection()
        let pooled = stubborn.pooled(["2025-11-25", "ignore-eof", "ignore-term"], maxConcurrency: 2)
        let mute = Connection()
        let haveGrandchild = [TestGate(), TestGate()]
        var busy = haveGrandchild.map { hasGrandchild in
            Task {
                await errorOf {
                    try await pool.withSession(for: pooled, deadline: Self.soon) { session in
                        _ = try await session.callTool("grandchild")
                        hasGrandchild.open()
                        _ = try await session.callTool("never")
                    }
                }
            }
        }
        for gate in haveGrandchild { await gate.wait() }
        await timer.untilScheduled(2)
        busy.append(Task { await errorOf { try await pool.withSession(for: pooled, deadline: Self.soon) { _ in } } })
        await timer.untilScheduled(3)
        let opening = Task {
            await errorOf { try await pool.withSession(for: mute.pooled(["mute"]), deadline: Self.soon) { _ in } }
        }
        await mute.hasStarted.wait()
        #expect(await pool.counts == SessionPool.Counts(occupied: 3, waiting: 1))
        #expect(stubborn.started.map { StandIn.liveMembers(of: $0).count } == [2, 2])
        let begin = ContinuousClock.now
        await pool.shutdown(grace: Self.graces)
        #expect(begin.duration(to: .now) < .seconds(300))
        stubborn.expectNothingLeft()
        mute.expectNothingLeft()
        for task in busy { #expect(await task.value?.code == .closed) }
        #expect(await opening.value != nil)
        #expect(
            await errorOf { try await pool.withSession(for: pooled, deadline: Self.soon) { _ in } }?.code == .closed)
        #expect(await pool.counts == SessionPool.Counts())
    }
}
