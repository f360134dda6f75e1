import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct RunLoopCheckpointsTests {
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
        try await Harness.with { harness in
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
        }
    }

    @Test func aSlowRunIsSignedAMinuteAfterItsFirstEntry() async throws {
        try await Harness.with { harness in
            harness.server.state.withLock { $0.silent = ["echo"] }
            // The call never ends; on a busy machine the usual timeout would pass meanwhile.
            _ = try await harness.submit(Harness.spec([Harness.item(toolRun: ["timeout": "50m"])]))
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
            await harness.server.isCalled()
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
        }
    }

    @Test func aSignatureThatFailsIsNotTriedAgainByTheWorker() async throws {
        try await Harness.with { harness in
            harness.server.state.withLock { $0.silent = ["echo"] }
            // The call never ends; on a busy machine the usual timeout would pass meanwhile.
            _ = try await harness.submit(Harness.spec([Harness.item(toolRun: ["timeout": "50m"])]))
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
            await harness.server.isCalled()
            let minute = clock.now.advanced(by: .seconds(60))
            await clock.advance(by: .seconds(60), withSleeperAt: minute)
            for await _ in signatures.prefix(1) {}
            loop.stop()
            loop.stop()
            _ = try await report
            #expect(tries.withLock { $0 } == 1)
        }
    }
}
