import Foundation
import ReeveJSON
import ReeveMCP
import TestSupport
import Testing

/// How servers are started, and what follows where that fails.
@Suite struct SessionPoolStartingTests {
    @Test func restartsBackOffAndAreBounded() async throws {
        let backoff = RestartBackoff(initial: .seconds(1), maximum: .seconds(30))
        #expect(
            [0, 1, 2, 3, 4, 7, 8, 1_000].map(backoff.delay(afterFailures:))
                == [0, 0, 1, 2, 4, 30, 30, 30].map { .seconds($0) })

        let timer = ManualTimer()
        let pool = SessionPool(teardown: PooledStandIn.graces, backoff: backoff, timer: timer)
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
            teardown: PooledStandIn.graces, backoff: RestartBackoff(initial: .seconds(10), maximum: .seconds(30)),
            timer: timer)
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

    @Test func theEraIsRemembered() async throws {
        let pool = SessionPool(teardown: PooledStandIn.graces)
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
            try await pool.withSession(for: connection, deadline: PooledStandIn.soon) { await $0.close(.immediate) }
        }
        // Another process, which has asked nobody yet.
        let other = SessionPool(teardown: PooledStandIn.graces)
        try await other.withSession(for: connection, deadline: PooledStandIn.soon) { _ in }
        await other.shutdown(grace: .immediate)
        let methods = asked.withLock { $0 }
        #expect(methods.filter { $0 == "server/discover" }.count == 1)
        #expect(methods.filter { $0 == "initialize" }.count == 3)
        #expect(remembered.withLock { $0 } == [.legacy])
        await pool.shutdown(grace: .immediate)
    }
}
