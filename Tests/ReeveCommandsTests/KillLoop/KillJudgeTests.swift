import TestSupport
import Testing

/// The judge of the kill loop finds what it is there to find: each rule is broken once, and no other with it.
@Suite struct KillJudgeTests {
    private static let key = "b/i/x"

    private static func run(
        _ tool: String, _ status: String, _ reason: String? = nil, id: String = "1", key: String = key,
        starts: Int = 1, isRetry: Bool = false, rescues: Int = 0, isInDoubt: Bool = false, denials: Int = 0
    ) -> QueueSnapshot.Run {
        QueueSnapshot.Run(
            id: id, batch: "b", key: key, tool: tool, status: status, reason: reason, output: nil, endedAt: nil,
            worker: nil, isStarted: false, starts: starts, lastStep: nil, isRetry: isRetry, rescues: rescues,
            isInDoubt: isInDoubt, denials: denials)
    }

    private static func snapshot(
        _ runs: [QueueSnapshot.Run], batches: [String] = ["b"], workers: [Int] = [], processGroups: Int = 0
    ) -> QueueSnapshot {
        QueueSnapshot(runs: runs, batches: batches, workers: workers, claimants: [], processGroups: processGroups)
    }

    /// The server's file: the moments of one key, each by process 1 unless the moment ends in `@` and another number.
    private static func effects(_ moments: String, of tool: String, key: String = key) throws -> EffectLog {
        let lines = moments.split(separator: " ").map { moment in
            let parts = moment.split(separator: "@")
            return "\(parts[0]) \(key) \(tool.split(separator: "/").last ?? "") \(parts.count > 1 ? parts[1] : "1")"
        }
        return try EffectLog(lines.joined(separator: "\n"))
    }

    /// Runs of one key and what the server did for them; the name is the problem.
    struct Case: Sendable {
        let runs: [QueueSnapshot.Run]
        let moments: String
    }

    private static func found(_ runs: [QueueSnapshot.Run], _ moments: String) throws -> [String] {
        var judge = KillJudge(runsPerBatch: runs.count { !$0.isRetry })
        let effects = try effects(moments, of: runs.first?.tool ?? "")
        return judge.problems(in: snapshot(runs), effects, acknowledged: ["b"])
    }

    static let breaches: [Named<Case>] = [
        Named("succeeded, and not done", Case(runs: [run("a/append", "succeeded")], moments: "begin")),
        Named("answered, and not done", Case(runs: [run("a/append", "failed", "tool.error")], moments: "")),
        Named("done, and given up", Case(runs: [run("a/append", "failed", "runner.lost")], moments: "begin")),
        Named("sent, and given up", Case(runs: [run("a/book", "failed", "timeout.attempt")], moments: "call begin")),
        Named(
            "its effect is not unknown",
            Case(runs: [run("a/append", "interrupted", "effect.unknown", starts: 0)], moments: "")),
        Named("started, and skipped", Case(runs: [run("a/append", "skipped", "upstream.failed")], moments: "")),
        Named("done, and still to do", Case(runs: [run("a/append", "ready")], moments: "begin end")),
        Named("no end for this run", Case(runs: [run("a/append", "failed", "batch.failed")], moments: "")),
        Named("an effect before its evidence", Case(runs: [run("a/append", "running", starts: 0)], moments: "begin")),
        Named(
            "two first runs",
            Case(runs: [run("a/put", "running"), run("a/put", "running", id: "2")], moments: "begin")),
        Named("done twice", Case(runs: [run("a/append", "running", starts: 2)], moments: "begin end begin end")),
        Named(
            "made again, and nobody could ask",
            Case(
                runs: [
                    run("a/append", "interrupted", "effect.unknown"),
                    run("a/append", "running", id: "2", isRetry: true),
                ], moments: "")),
        Named(
            "a read-back that was not answered", Case(runs: [run("a/book", "running", denials: 1)], moments: "call")),
        Named(
            "succeeded twice",
            Case(
                runs: [run("a/book", "succeeded"), run("a/book", "succeeded", id: "2", isRetry: true)],
                moments: "call begin end")),
        // What the server's file says by itself.
        Named(
            "called again after its effect had begun",
            Case(runs: [run("a/book", "running", starts: 2)], moments: "call begin none call")),
        Named(
            "called again without an answer that nothing happened",
            Case(runs: [run("a/book", "running", starts: 2)], moments: "call call")),
        Named(
            "begun by a call of before the answer that nothing happened",
            Case(runs: [run("a/book", "running")], moments: "call none begin")),
        Named(
            "ended after a later effect had begun",
            Case(runs: [run("a/put", "running", starts: 2)], moments: "begin@1 begin@2 end@1")),
    ]

    @Test(arguments: breaches)
    func aBrokenRuleIsToldOnceAndAlone(breach: Named<Case>) throws {
        var judge = KillJudge(runsPerBatch: breach.value.runs.count { !$0.isRetry })
        let effects = try Self.effects(breach.value.moments, of: breach.value.runs.first?.tool ?? "")
        let snapshot = Self.snapshot(breach.value.runs)
        let problems = judge.problems(in: snapshot, effects, acknowledged: ["b"])
        #expect(problems.map { $0.prefix { $0 != ":" } } == [breach.name[...]], "\(problems)")
        #expect(judge.problems(in: snapshot, effects, acknowledged: ["b"]) == [])
    }

    static let soundEnds: [Named<Case>] = [
        Named("done once", Case(runs: [run("a/append", "succeeded")], moments: "begin end")),
        Named("idempotent, done twice", Case(runs: [run("a/put", "succeeded", starts: 2)], moments: "begin begin end")),
        Named("refused by the tool", Case(runs: [run("a/append", "failed", "tool.error")], moments: "begin end")),
        Named("given up before it began", Case(runs: [run("a/append", "failed", "runner.lost")], moments: "")),
        Named("never sent", Case(runs: [run("a/book", "failed", "timeout.attempt")], moments: "")),
        Named("unknown", Case(runs: [run("a/append", "interrupted", "effect.unknown")], moments: "begin")),
        Named("skipped", Case(runs: [run("a/put", "skipped", "upstream.failed", starts: 0)], moments: "")),
        Named("in doubt", Case(runs: [run("a/book", "retryable", isInDoubt: true)], moments: "call begin")),
        Named(
            "called again after an answer",
            Case(runs: [run("a/book", "succeeded", starts: 2, denials: 1)], moments: "call none call begin end")),
    ]

    @Test(arguments: soundEnds)
    func whatKeepsTheRulesIsNoProblem(end: Named<Case>) throws {
        #expect(try Self.found(end.value.runs, end.value.moments) == [])
    }

    @Test func aBatchIsThereOnceWholeAndNotLost() throws {
        let none = try EffectLog("")
        func found(_ batches: [String], acknowledged: Set<String> = ["b"], runsPerBatch: Int = 1) -> [String] {
            var judge = KillJudge(runsPerBatch: runsPerBatch)
            let snapshot = Self.snapshot([Self.run("a/put", "ready", starts: 0)], batches: batches)
            return judge.problems(in: snapshot, none, acknowledged: acknowledged)
        }
        #expect(found(["b"]) == [])
        #expect(found(["b", "b"]) == ["a batch is there twice"])
        #expect(found(["b"], acknowledged: ["b", "c"]) == ["an acknowledged batch is lost: c"])
        #expect(found(["b"], runsPerBatch: 2) == ["a batch is there in part: b with 1 runs"])
        #expect(found(["b", "c"]) == ["a batch is there in part: c with 0 runs"])
    }

    @Test func aSettledRunMayNotChange() throws {
        var judge = KillJudge(runsPerBatch: 1)
        let effects = try Self.effects("begin end", of: "a/append")
        let settled = Self.snapshot([Self.run("a/append", "succeeded")])
        let changed = Self.snapshot([Self.run("a/append", "running")])
        #expect(judge.problems(in: settled, effects, acknowledged: []) == [])
        #expect(judge.problems(in: settled, effects, acknowledged: []) == [])
        let problems = judge.problems(in: changed, effects, acknowledged: [])
        #expect(problems.count == 1 && problems[0].hasPrefix("a settled run changed"), "\(problems)")
    }

    @Test func anEffectBelongsToARun() throws {
        var judge = KillJudge(runsPerBatch: 1)
        let effects = try Self.effects("begin", of: "a/append", key: "b/other/x")
        let problems = judge.problems(
            in: Self.snapshot([Self.run("a/append", "ready", starts: 0)]), effects, acknowledged: [])
        #expect(problems == ["an effect that no run asked for: b/other/x"])
    }

    @Test func aDrainedStoreHasNoWorkersAndNoProcessGroups() {
        #expect(KillJudge.leftovers(in: Self.snapshot([])) == [])
        #expect(KillJudge.leftovers(in: Self.snapshot([], workers: [7])) == ["a worker is left: [7]"])
        #expect(KillJudge.leftovers(in: Self.snapshot([], processGroups: 1)) == ["1 process groups are left"])
    }

    // MARK: Interrupted runs

    /// Run 1 lost its only call before it began, run 2 began, of run 3 nobody can ask.
    private static let interrupted = [
        run("once/book", "interrupted", "effect.unknown", key: "b/lost/x"),
        run("a/book", "interrupted", "effect.unknown", id: "2", key: "b/begun/x"),
        run("a/append", "interrupted", "effect.unknown", id: "3", key: "b/blind/x"),
    ]
    private static let log =
        "call b/lost/x book 1\nlost b/lost/x book 1\ncall b/begun/x book 1\nbegin b/begun/x book 1\n"

    private func interrupted(_ runs: [QueueSnapshot.Run] = interrupted) throws -> KillJudge.Interrupted {
        KillJudge.Interrupted(in: Self.snapshot(runs), try EffectLog(Self.log))
    }

    private func problems(new: [QueueSnapshot.Run], _ later: String) throws -> [Substring] {
        let after = Self.snapshot(Self.interrupted + new)
        return try interrupted().problems(after: after, try EffectLog(Self.log + later)).map { $0.prefix { $0 != ":" } }
    }

    @Test func onlyWhatDidNotBeginAndCanBeAskedAboutIsMadeAgain() throws {
        let found = try interrupted()
        #expect(found.lost.map(\.id) == ["1"] && found.left.map(\.id) == ["2", "3"])
        #expect(found.words == "Interrupted runs: 1 made again, 2 left for a person.")
        #expect(found.problems == [])
        let again = Self.run("once/book", "succeeded", id: "4", key: "b/lost/x", isRetry: true)
        #expect(try problems(new: [again], "none b/lost/x book 1\ncall b/lost/x book 1\n") == [])
    }

    @Test func aRunThatCouldHaveFoundOutIsAProblem() throws {
        func problems(rescues: Int) throws -> [String] {
            try interrupted([
                Self.run("a/book", "interrupted", "effect.unknown", key: "b/lost/x", rescues: rescues)
            ]).problems
        }
        #expect(try problems(rescues: 3) == [])
        #expect(try problems(rescues: 2).map { $0.prefix { $0 != ":" } } == ["left interrupted, and nothing happened"])
    }

    @Test func aRetryThatMakesOthersOrNoneOrDoesNothingIsAProblem() throws {
        #expect(try problems(new: [], "") == ["made again"])
        let begun = Self.run("a/book", "succeeded", id: "4", key: "b/begun/x", isRetry: true)
        #expect(try problems(new: [begun], "") == ["made again"])
        let failed = Self.run("once/book", "failed", "tool.error", id: "4", key: "b/lost/x", isRetry: true)
        #expect(try problems(new: [failed], "") == ["made again, and not done"])
        // The server may lose the first call of the new run too.
        let again = Self.run("once/book", "interrupted", "effect.unknown", id: "4", key: "b/lost/x", isRetry: true)
        #expect(try problems(new: [again], "") == ["made again, and not done"])
        #expect(try problems(new: [again], "lost b/lost/x book 1\n") == [])
    }

    @Test(arguments: ["call b/begun/x book 1\n", "begin b/blind/x append 1\n"])
    func aRunThatIsLeftAndCalledIsAProblem(later: String) throws {
        let again = Self.run("once/book", "succeeded", id: "4", key: "b/lost/x", isRetry: true)
        #expect(try problems(new: [again], later) == ["left for a person, and called"])
    }
}
