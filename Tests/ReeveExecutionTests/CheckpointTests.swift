import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5))) struct CheckpointTests {
    private struct Signing: Sendable {
        let checkpointer: Checkpointer
        let key: VerifierKey

        init(_ store: any Store) throws {
            let signer = try Ed25519CheckpointSigner(name: "test", seed: Array(repeating: 7, count: 32))
            checkpointer = Checkpointer(store: store, signer: signer)
            key = signer.verifierKey
        }

        func sign(_ now: Timestamp) async -> Bool { (try? await checkpointer.sign(now: now)) != nil }
    }

    private func sizes(_ store: any Store) async throws -> [Int64] { try await store.checkpoints().map(\.size) }

    @Test func aLongRunIsSignedWithinItsThousandEntries() async throws {
        let harness = try await Harness()
        try await harness.put("Limit", "wide", RunLoopTests.wide)
        let signing = try Signing(harness.store)
        // The log is signed when the batch is submitted, as it is at the end of the command before.
        _ = await signing.sign(harness.clock.now)
        let before = try #require(try await sizes(harness.store).last)
        let cells = JSONValue.array((0..<520).map { JSONValue("n\($0)") })
        _ = try await harness.submit(
            Harness.spec([Harness.item(input: ["n": ["fromMatrix": "n"]])], ["matrix": ["n": cells]]))
        // Time stands, so only entries count.
        let services = harness.services(clock: StillClock(harness.clock.now))
        let loop = RunLoop(services, options: harness.options, sign: { await signing.sign($0) })
        #expect(try await loop.run().ended[.succeeded] == 520)
        let signed = try await sizes(harness.store).filter { $0 > before }
        let size = try #require(signed.first)
        #expect(signed.count == 1 && (1_000...1_300).contains(size - before), "\(signed) after \(before)")
        // What came after it is left to the end of the command.
        let head = try await harness.store.read { rows throws(StoreError) in try rows.auditHead() }
        #expect(head.frontier.size > UInt64(size))
        await harness.close()
    }

    @Test func aSlowRunIsSignedAMinuteAfterItsFirstEntry() async throws {
        let harness = try await Harness()
        harness.server.state.withLock { $0.silent = ["echo"] }
        _ = try await harness.submit(Harness.spec([Harness.item()]))
        let signing = try Signing(harness.store)
        let clock = StillClock(harness.clock.now)
        let (signatures, continuation) = AsyncStream.makeStream(of: Timestamp.self)
        let loop = RunLoop(
            harness.services(clock: clock), options: harness.options,
            sign: { now in
                let isSigned = await signing.sign(now)
                continuation.yield(now)
                return isSigned
            })
        async let report = loop.run()
        while harness.server.calls.isEmpty { await Task.yield() }
        #expect(try await sizes(harness.store).isEmpty)
        let start = clock.now
        await clock.advance(by: .seconds(60), withSleeperAt: start.advanced(by: .seconds(60)))
        var iterator = signatures.makeAsyncIterator()
        #expect(await iterator.next() == start.advanced(by: .seconds(60)))
        #expect(try await sizes(harness.store).count == 1)
        // Nothing is new in the second minute, so nothing is signed in it.
        await clock.advance(by: .seconds(60), withSleeperAt: start.advanced(by: .seconds(120)))
        await clock.sleeper(at: start.advanced(by: .seconds(180)))
        #expect(try await sizes(harness.store).count == 1)
        loop.stop()
        loop.stop()
        _ = try await report
        await harness.close()
    }

    @Test func aSignatureThatFailsIsNotTriedAgainByTheWorker() async throws {
        let harness = try await Harness()
        harness.server.state.withLock { $0.silent = ["echo"] }
        _ = try await harness.submit(Harness.spec([Harness.item()]))
        let clock = StillClock(harness.clock.now)
        let tries = Mutex(0)
        let (signatures, continuation) = AsyncStream.makeStream(of: Void.self)
        let loop = RunLoop(
            harness.services(clock: clock), options: harness.options,
            sign: { _ in
                tries.withLock { $0 += 1 }
                continuation.yield()
                return false
            })
        async let report = loop.run()
        while harness.server.calls.isEmpty { await Task.yield() }
        let minute = clock.now.advanced(by: .seconds(60))
        await clock.advance(by: .seconds(60), withSleeperAt: minute)
        for await _ in signatures.prefix(1) {}
        loop.stop()
        loop.stop()
        _ = try await report
        #expect(tries.withLock { $0 } == 1)
        await harness.close()
    }
}

/// A clock that stands until it is moved; who sleeps is woken by the move.
final class StillClock: ExecutionClock {
    private struct Sleeper {
        let id: Int
        let until: Timestamp
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now: Timestamp
        var nextID = 0
        var sleepers: [Sleeper] = []
        var cancelled: Set<Int> = []
    }

    private let state: Mutex<State>

    init(_ start: Timestamp) { state = Mutex(State(now: start)) }

    var now: Timestamp { state.withLock { $0.now } }

    func sleep(until instant: Timestamp) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard state.now < instant, state.cancelled.remove(id) == nil else { return true }
                    state.sleepers.append(Sleeper(id: id, until: instant, continuation: continuation))
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.sleepers.remove(at: index)
            }
            sleeper?.continuation.resume()
        }
        try Task.checkCancellation()
    }

    /// Returns when somebody sleeps until `instant`.
    func sleeper(at instant: Timestamp) async {
        while !Task.isCancelled {
            if state.withLock({ $0.sleepers.contains { $0.until == instant } }) { return }
            await Task.yield()
        }
    }

    /// Moves the clock when somebody sleeps until `instant`.
    func advance(by duration: Duration, withSleeperAt instant: Timestamp) async {
        await sleeper(at: instant)
        let due = state.withLock { state -> [Sleeper] in
            state.now = state.now.advanced(by: duration)
            let now = state.now
            defer { state.sleepers.removeAll { $0.until <= now } }
            return state.sleepers.filter { $0.until <= now }
        }
        for sleeper in due { sleeper.continuation.resume() }
    }
}
