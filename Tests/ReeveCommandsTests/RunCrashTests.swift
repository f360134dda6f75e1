import Foundation
import TestSupport
import Testing

/// `kill -9` at any moment of a run: what was acknowledged is done, and once where it may be done only once.
@Suite struct RunCrashTests {
    /// Kills on one store, before a new one is taken.
    private static let killsPerSeries = 20
    /// Side by side, and no more than leave the other tests their time.
    private static let seriesAtOnce = max(2, ProcessInfo.processInfo.activeProcessorCount / 2)

    @Test func killedRunsLoseNothingAndRepeatNothing() async throws {
        let wanted = Int(ProcessInfo.processInfo.environment["REEVE_CRASH_ROUNDS"] ?? "") ?? 200
        let seed = SeededGenerator.chosenSeed()
        print("kills of 'reeve run': \(wanted), seed \(seed)")
        let template = try await LedgerProject.make()
        let size = Self.killsPerSeries
        let plans = (0..<(wanted + size - 1) / size).map { (number: $0, kills: min(size, wanted - $0 * size)) }
        let tally = try await withThrowingTaskGroup(of: KillTally.self, returning: KillTally.self) { group in
            var waiting = plans[...]
            var total = KillTally()
            func add() {
                guard let plan = waiting.popFirst() else { return }
                group.addTask {
                    var series = try KillSeries(template: template, number: plan.number, seed: seed)
                    return try await series.run(kills: plan.kills)
                }
            }
            for _ in 0..<Self.seriesAtOnce { add() }
            while let ended = try await group.next() {
                total.add(ended)
                add()
            }
            return total
        }
        print(tally.text)
        guard wanted >= 200 else { return }
        // Between two claims there is hardly a moment, so that one is only counted.
        for state in KillState.allCases where state != .between {
            #expect(tally.met[state] != nil, "no kill met: \(state.rawValue), seed \(seed)")
        }
        #expect(tally.repeated > 0, "nothing idempotent was repeated, seed \(seed)")
        #expect(tally.denials > 0, "no read-back said that nothing happened, seed \(seed)")
        #expect(tally.leftInterrupted > 0, "no read-back left a run interrupted, seed \(seed)")
        #expect(tally.madeAgain > 0 && tally.notMadeAgain > 0, "--retry-interrupted had no choice, seed \(seed)")
    }

    /// A batch of one item, in a project of its own.
    private func project(_ tool: String, how: String) async throws -> TestProject {
        let project = try await LedgerProject.make()
        try project.write(
            "jobs/one.yaml",
            """
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: one}
            spec:
              retry: {attempts: 3, min: 20ms, max: 100ms}
              items:
                - name: only
                  toolRun: {agent: clerk, tool: ledger/\(tool), input: {run: one/only, cell: x, how: \(how)}}
            """)
        return project
    }

    private func killedRun(_ project: TestProject, at moment: String) async throws {
        try project.write("trigger", "\(moment) 1\n")
        try await project.expect(128 + SIGKILL, "run", "-f", "jobs/one.yaml", "--key", "one")
    }

    private func begins(_ project: TestProject) throws -> Int { try EffectLog(of: project)["one/only/x"].begins }

    @Test(arguments: ["begin", "end", "answered"])
    func anUnknownEffectIsNotRepeatedAndTheNextRunSaysSo(moment: String) async throws {
        let project = try await project("append", how: "plain")
        try await killedRun(project, at: moment)
        // The answer may have been settled before the signal came.
        let isSettled = try await QueueSnapshot.take(of: project).runs.allSatisfy { $0.status == "succeeded" }
        let next = try await project.reeve("run")
        #expect(next.status == (isSettled ? 0 : 7), "\(next.all)")
        #expect(isSettled || next.output.contains("interrupted  only  effect.unknown"), "\(next.all)")
        // The same submission again finds the batch, and ends as the batch did.
        try await project.expect(isSettled ? 0 : 7, "run", "-f", "jobs/one.yaml", "--key", "one")
        try await project.expect(0, "run")
        #expect(try begins(project) == 1)
    }

    @Test func anIdempotentEffectIsRepeatedWhenNothingOfTheFirstOneIsLeft() async throws {
        let project = try await project("put", how: "stuck")
        try await killedRun(project, at: "begin")
        try await project.expect(0, "run", "-f", "jobs/one.yaml", "--key", "one")
        let effects = try EffectLog(of: project)
        #expect(effects.entries.map(\.moment) == ["begin", "kill", "begin", "end"])
        #expect(effects["one/only/x"].mistakes.isEmpty)
        #expect(KillSeries.processes(in: project).isEmpty)
    }

    @Test func aRunWhoseWorkerWasLostThreeTimesFails() async throws {
        let project = try await project("put", how: "plain")
        for _ in 0..<3 { try await killedRun(project, at: "begin") }
        let last = try await project.expect(7, "run")
        #expect(last.output.contains("failed  only  runner.lost"), "\(last.all)")
        #expect(try begins(project) == 3)
    }
}
