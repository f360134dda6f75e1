import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import Synchronization
import TestSupport
import Testing

@Suite struct RunLoopTests {
    static let wide: JSONObject = [
        "backend": "store", "concurrency": 1_000, "onExceeded": "wait", "onUnavailable": "closed", "per": [],
        "scope": ["tool": "git/*"],
    ]

    @Test func dependentsRunAfterwardsTakeValuesAndAreSkippedWhereANeedIsNotMet() async throws {
        try await Harness.with(answer: { input in
            FakeServer.text(input["say"]?.string ?? "none", isError: input["fail"] != nil)
        }) { harness in
            let runs = try await harness.run(
                Harness.spec(
                    [
                        Harness.item("a", input: ["say": ["fromMatrix": "w"]]),
                        Harness.item(
                            "b", input: ["say": ["fromItem": "a", "path": "/content/0/text"]],
                            ["needs": [["if": "succeeded", "item": "a"]]]),
                        Harness.item(
                            "all", input: ["list": ["fromItem": "a", "path": "/content/0/text"]],
                            ["needs": [["if": "succeeded", "item": "a"]], "once": true]),
                        Harness.item("bad", input: ["fail": true], ["once": true]),
                        Harness.item("skipped", ["needs": [["if": "succeeded", "item": "bad"]], "once": true]),
                        Harness.item("after", ["needs": [["if": "failed", "item": "bad"]], "once": true]),
                        Harness.item(
                            "lost", input: ["x": ["fromItem": "a", "path": "/nope"]],
                            ["needs": [["if": "finished", "item": "a"]], "once": true]),
                    ], ["matrix": ["w": ["one", "two"]]]))
            let byName = Dictionary(grouping: runs, by: \.identity.item)
            #expect(byName["b"]?.map(\.state.status) == [.succeeded, .succeeded])
            let second = try #require(byName["b"]?.last)
            #expect(try await harness.document(second)["content"]?[0]?["text"] == "two")
            #expect(harness.server.calls.contains(["list": ["one", "two"]]))
            #expect(
                byName["skipped"]?.first?.state.status == .skipped && byName["after"]?.first?.state.status == .succeeded
            )
            #expect(byName["lost"]?.first?.state.reason == .inputInvalid)
        }
    }

    @Test func expectedEndsCountAsNoFailureAndUnexpectedSuccessDoes() async throws {
        try await Harness.with(answer: { input in FakeServer.text("x", isError: input["fail"] != nil) }) { harness in
            let batch = try #require(
                try await harness.submit(
                    Harness.spec([
                        Harness.item(
                            "asked", input: ["fail": true], ["expect": [["status": "failed", "reason": "tool.error"]]]),
                        Harness.item("fine"),
                    ])
                ).batch)
            let report = try await harness.work()
            #expect(report.failures == 0 && report.batches[batch.id] == .succeeded)
            #expect(try await harness.store.batch(batch.id)?.status == .succeeded)
            let wrong = try await harness.run(
                Harness.spec([Harness.item("a", ["expect": [["status": "failed"]]])]))
            #expect(wrong[0].state.status == .failed && wrong[0].state.reason == .expectationFailed)
        }
    }

    @Test func anExpectedDenialIsNoFailureOfTheBatch() async throws {
        try await Harness.with { harness in
            try await harness.put("Policy", "all", Harness.policy(effect: "deny"))
            let result = try await harness.submit(
                Harness.spec([Harness.item("a", ["expect": [["status": "denied", "reason": "policy.denied"]]])]))
            #expect(result.batch?.status == .succeeded)
        }
    }

    @Test func aRunThatALostWorkerLeftIsTakenUpAgain() async throws {
        try await Harness.with { harness in
            let batch = try #require(try await harness.submit(Harness.spec([Harness.item()])).batch)
            _ = try await harness.store.claimRuns(RunClaim(worker: "dead", limit: 4, now: harness.clock.now))
            harness.clock.advance(by: .seconds(61))
            let report = try await harness.work()
            #expect(report.rescue.requeued.count == 1)
            #expect(try await harness.runs(batch.id).map(\.state.status) == [.succeeded])
        }
    }

    @Test func theRunsOfAKilledProcessOfThisHostAreTakenUpAtOnce() async throws {
        try await Harness.with { harness in
            let batch = try #require(try await harness.submit(Harness.spec([Harness.item()])).batch)
            let now = harness.clock.now
            // No process has this number: it is above the kernel's largest.
            try await harness.store.register(
                Worker(
                    name: "dead", host: "here", bootID: "b", processID: 0x7FFF_FFF0, version: "0", queues: ["default"],
                    capacity: 1, startedAt: now, lastSeenAt: now))
            _ = try await harness.store.claimRuns(RunClaim(worker: "dead", limit: 4, now: now))
            let report = try await harness.work()
            #expect(report.rescue.requeued.count == 1)
            #expect(try await harness.runs(batch.id).map(\.state.status) == [.succeeded])
            #expect(try await harness.store.workers().isEmpty)
        }
    }

    @Test(arguments: [false, true])
    func theSecondStopCancelsWhatRuns(isIdempotent: Bool) async throws {
        try await Harness.with { harness in
            try await harness.put("Tool", "echo", Harness.tool("echo", ["idempotent": .bool(isIdempotent)]))
            harness.server.state.withLock { $0.silent = ["echo"] }
            let batch = try #require(
                try await harness.submit(Harness.spec([Harness.item("a"), Harness.item("b")], ["concurrency": 1])).batch
            )
            let loop = RunLoop(harness.services, options: harness.options)
            async let report = loop.run()
            await harness.server.isCalled()
            loop.stop()
            loop.stop()
            let stop = try await report.stop
            guard case .cancelled = stop else {
                Issue.record("\(String(describing: stop))")
                return
            }
            // What may be repeated goes back to the queue; of the other nobody knows what it did. The second never began.
            #expect(
                try await harness.runs(batch.id).map(\.state.status) == [isIdempotent ? .ready : .interrupted, .ready])
            #expect(try await harness.store.workers().isEmpty)
        }
    }

    @Test func theFirstStopLetsWhatRunsFinish() async throws {
        try await Harness.with { harness in
            let batch = try #require(
                try await harness.submit(
                    Harness.spec((0..<20).map { Harness.item("i\($0)") }, ["concurrency": 1])
                ).batch)
            let box = Mutex<RunLoop?>(nil)
            let loop = RunLoop(harness.services, options: harness.options) { event in
                if case .started = event { box.withLock { $0 }?.stop() }
            }
            box.withLock { $0 = loop }
            let report = try await loop.run()
            guard case .drained = report.stop else {
                Issue.record("\(String(describing: report.stop))")
                return
            }
            let statuses = try await harness.runs(batch.id).map(\.state.status)
            #expect(statuses.filter { $0 == .succeeded }.count == 1 && statuses.filter { $0 == .ready }.count == 19)
        }
    }

    @Test func aRunThatIsScheduledForTomorrowIsNotWaitedFor() async throws {
        try await Harness.with { harness in
            let tomorrow = harness.clock.now.advanced(by: .seconds(86_400)).description
            let runs = try await harness.run(
                Harness.spec([Harness.item("a"), Harness.item("b", ["notBefore": .string(tomorrow)])]))
            #expect(runs.map(\.state.status) == [.succeeded, .scheduled])
        }
    }

    @Test func priorityZeroGoesFirst() async throws {
        try await Harness.with { harness in
            var options = harness.options
            options.concurrency = 1
            let batch = try #require(
                try await harness.submit(
                    Harness.spec([
                        Harness.item("last", input: ["n": 1], ["priority": 9]),
                        Harness.item("first", input: ["n": 2], ["priority": 0]),
                    ])
                ).batch)
            _ = batch
            try await harness.work(options)
            #expect(harness.server.calls == [["n": 2], ["n": 1]])
        }
    }

    @Test func progressCountsWhatIsLeft() async throws {
        try await Harness.with { harness in
            let seen = Mutex<[RunProgress]>([])
            _ = try await harness.submit(Harness.spec((0..<4).map { Harness.item("i\($0)") }, ["concurrency": 1]))
            let loop = RunLoop(harness.services, options: harness.options) { event in
                if case .progress(let progress) = event { seen.withLock { $0.append(progress) } }
            }
            _ = try await loop.run()
            let all = seen.withLock { $0 }
            #expect(all.map(\.ended) == [1, 2, 3, 4] && all.first?.waiting == 3 && all.last?.running == 0)
        }
    }

    @Test func tooManyFailuresCancelTheRest() async throws {
        try await Harness.with(answer: { _ in FakeServer.text("no", isError: true) }) { harness in
            let batch = try #require(
                try await harness.submit(
                    Harness.spec((0..<10).map { Harness.item("i\($0)") }, ["concurrency": 1, "maxFailures": 2])
                ).batch)
            try await harness.work()
            let statuses = try await harness.runs(batch.id).map(\.state.status)
            #expect(statuses.filter { $0 == .failed }.count == 3 && statuses.filter { $0 == .cancelled }.count == 7)
        }
    }
}
