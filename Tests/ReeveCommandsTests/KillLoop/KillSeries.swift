import Foundation
import TestSupport
import Testing

/// Kills of `reeve run` on one store, one after another, each followed by a look at the store and at the server's file.
///
/// The series plans the rounds, starts and kills the processes, counts the states that kills met and lets the rest
/// drain. What a look must show is the matter of `KillJudge`.
struct KillSeries {
    /// How one round goes, drawn from the seed.
    private enum Plan {
        /// A kill at a part of the time that the work usually takes.
        case after(Double)
        /// A kill within the first moments.
        case early(Double)
        /// The server kills at a moment of its own.
        case byServer(moment: String, count: Int)
        /// Two workers on one store, both killed; the second may look through the interrupted runs first.
        case pair(Double, Double, retries: Bool)
        /// `run --retry-interrupted`.
        case retrying(Double)
        /// `run -f`, which submits first.
        case submitting(Double)

        /// In the order of a server's life; `close` comes when all runs are settled, which few other kills meet.
        private static let moments = [
            "start", "listen", "begin", "end", "answered", "again", "asked", "told", "close", "close",
        ]

        static func draw(using random: inout SeededGenerator) -> Plan {
            switch Int.random(in: 0..<22, using: &random) {
            case 0..<7: return .after(.random(in: 0...1, using: &random))
            case 7..<9: return .early(.random(in: 0...1, using: &random))
            case 9..<16:
                let moment = moments.randomElement(using: &random) ?? "begin"
                let isOnce = ["start", "listen", "again", "close"].contains(moment)
                return .byServer(moment: moment, count: isOnce ? 1 : .random(in: 1...3, using: &random))
            case 16..<18:
                let (first, second) = (
                    Double.random(in: 0...1, using: &random), Double.random(in: 0...1, using: &random)
                )
                return .pair(first, second, retries: .random(using: &random))
            case 18..<20: return .retrying(.random(in: 0...1, using: &random))
            default: return .submitting(.random(in: 0...1, using: &random))
            }
        }
    }

    private let project: TestProject
    private let name: String
    private var random: SeededGenerator
    private var round = 0
    private var batchCount = 0
    private var acknowledged: Set<String> = []
    private var judge = KillJudge()
    private var unsettled = 0
    /// What the work takes where nothing disturbs it; bounds the delays.
    private var usual = Duration.milliseconds(600)
    private var lastDuration = Duration.zero
    private var usualEnqueue = Duration.milliseconds(60)
    private var tally = KillTally()

    /// - Parameter template: of ``LedgerProject``; is copied.
    init(template: TestProject, number: Int, seed: UInt64) throws {
        project = try TestProject()
        try project.copy(from: template.folder)
        name = "series \(number), seed \(seed)"
        random = SeededGenerator(seed: seed &+ UInt64(number) &* 0xD1B5_4A32_D192_ED03)
    }

    private var place: Comment { "\(name), round \(round)" }

    /// Kills so many workers, lets the rest drain, and gives what it counted.
    mutating func run(kills: Int) async throws -> KillTally {
        while tally.kills < kills {
            round += 1
            try #require(round <= 4 * kills + 10, "the delays do not hit the runs: \(place)")
            if unsettled < LedgerProject.runsPerBatch / 2 { try await enqueue() }
            try await playRound()
        }
        try await drain()
        return tally
    }

    // MARK: Rounds

    private mutating func playRound() async throws {
        let plan = Plan.draw(using: &random)
        let effectsBefore = try EffectLog(of: project).entries.count
        var killed: [Int32] = []
        var retrying: [Int32] = []
        var submitted: String?
        switch plan {
        case .after(let part): killed = try await kill(["run"], after: usual * part)
        case .early(let part): killed = try await kill(["run"], after: .milliseconds(80) * part)
        case .byServer(let moment, let count):
            try project.write("trigger", "\(moment) \(count)\n")
            killed = try await kill(["run"], after: nil)
            try? FileManager.default.removeItem(at: project.url("trigger"))
            tally.killsByServer += killed.count
            // Such a round went undisturbed to its end.
            if moment == "close", !killed.isEmpty { usual = min(max(lastDuration, .milliseconds(200)), .seconds(2)) }
        case .pair(let first, let second, let retries):
            let other = try project.start([TestProject.binary, "run"] + (retries ? ["--retry-interrupted"] : []))
            killed = try await kill(["run"], after: usual * first)
            let others = try await end(other, after: usual * second)
            if retries { retrying = others }
            killed += others
        case .retrying(let part):
            killed = try await kill(["run", "--retry-interrupted"], after: usual * part)
            retrying = killed
        case .submitting(let part):
            let batch = try nextBatch()
            submitted = batch
            killed = try await kill(["run", "-f", "jobs/\(batch).yaml", "--key", batch], after: usual * part)
            if killed.isEmpty { acknowledged.insert(batch) }
        }
        tally.kills += killed.count
        if killed.isEmpty { tally.ended += 1 }
        let snapshot = try await look()
        let effects = try EffectLog(of: project)
        for process in killed {
            count(process, snapshot, effects, from: effectsBefore, isRetrying: retrying.contains(process))
        }
        if let submitted, !killed.isEmpty { try await acknowledge(submitted, snapshot) }
    }

    private mutating func nextBatch() throws -> String {
        batchCount += 1
        let batch = "b\(batchCount)"
        try project.write("jobs/\(batch).yaml", LedgerProject.batch(batch))
        return batch
    }

    /// Submits a batch; one time in three the first try is killed.
    private mutating func enqueue() async throws {
        let batch = try nextBatch()
        guard Int.random(in: 0..<3, using: &random) == 0 else { return try await submit(batch) }
        let delay = usualEnqueue * Double.random(in: 0...1.1, using: &random)
        let run = try project.start([TestProject.binary, "enqueue", "-f", "jobs/\(batch).yaml", "--key", batch])
        try await Task.sleep(for: delay)
        run.signal(SIGKILL)
        let result = try await run.result()
        if result.status == 0 {
            usualEnqueue = result.duration
            acknowledged.insert(batch)
            unsettled += LedgerProject.runsPerBatch
            return
        }
        #expect(result.status == 128 + SIGKILL, "\(place): \(result.all)")
        tally.enqueueKills += 1
        try await acknowledge(batch, try await look())
    }

    /// After a kill of its submission: it is there whole or not at all, and a second try with the same key finds or makes it.
    private mutating func acknowledge(_ batch: String, _ snapshot: QueueSnapshot) async throws {
        tally.meet(snapshot.batches.contains(batch) ? .submitted : .unsubmitted)
        try await submit(batch)
    }

    private mutating func submit(_ batch: String) async throws {
        let result = try await project.start(
            [TestProject.binary, "enqueue", "-f", "jobs/\(batch).yaml", "--key", batch]
        ).result()
        #expect(result.status == 0, "\(place): \(result.all)")
        acknowledged.insert(batch)
        unsettled += LedgerProject.runsPerBatch
    }

    // MARK: Kills

    /// - Parameter delay: nil where somebody else kills.
    /// - Returns: the process's id where it was killed, nothing where it had ended.
    private mutating func kill(_ arguments: [String], after delay: Duration?) async throws -> [Int32] {
        try await end(try project.start([TestProject.binary] + arguments), after: delay)
    }

    private mutating func end(_ run: ChildRun, after delay: Duration?) async throws -> [Int32] {
        if let delay {
            try await Task.sleep(for: delay)
            run.signal(SIGKILL)
        }
        let result = try await run.result()
        lastDuration = result.duration
        if result.status == 128 + SIGKILL { return [run.id] }
        // Some runs of a batch fail as they should.
        #expect([0, 7].contains(result.status), "\(place): \(result.all)")
        usual = min(max(result.duration, .milliseconds(200)), .seconds(2))
        return []
    }

    private mutating func count(
        _ process: Int32, _ snapshot: QueueSnapshot, _ effects: EffectLog, from start: Int, isRetrying: Bool
    ) {
        let mine = snapshot.runs.filter { $0.status == "running" && $0.worker?.contains("-\(process)-") == true }
        var states: [KillState: Int] = [:]
        for run in mine {
            switch (run.isStarted, effects.moment(of: run.key, from: start)) {
            case (false, _): states[run.isInDoubt ? .asking : .claimed, default: 0] += 1
            case (true, "begin"): states[.begun, default: 0] += 1
            case (true, "end"): states[.performed, default: 0] += 1
            case (true, _) where run.denials > 0: states[.repeated, default: 0] += 1
            case (true, _): states[.started, default: 0] += 1
            }
        }
        if mine.isEmpty {
            let isRegistered = snapshot.workers.contains(Int(process))
            let hasWorked = snapshot.claimants.contains { $0.contains("-\(process)-") }
            let isDone = snapshot.runs.allSatisfy(\.isTerminal)
            let state: KillState = !isRegistered && !hasWorked ? .startingUp : isDone ? .finishing : .between
            // All may be settled before it has looked through the interrupted runs.
            if !isRetrying || state != .finishing { states[state] = 0 }
        }
        let waiting = snapshot.runs.count { $0.isInDoubt && !$0.isTerminal && $0.status != "running" }
        if waiting > 0 { states[.doubted] = waiting }
        if states[.doubted] != nil || states[.asking] != nil { tally.killsInDoubt += 1 }
        for (state, runs) in states { tally.meet(state, runs: runs) }
    }

    // MARK: Looks

    private func tell(_ problems: [String]) { for problem in problems { Issue.record("\(problem): \(place)") } }

    /// Checks all that must hold at any moment.
    @discardableResult
    private mutating func look() async throws -> QueueSnapshot {
        let log = try await project.start([TestProject.binary, "audit", "verify"]).result()
        #expect(log.status == 0, "\(place): \(log.all)")
        let snapshot = try await QueueSnapshot.take(of: project)
        tell(judge.problems(in: snapshot, try EffectLog(of: project), acknowledged: acknowledged))
        unsettled = snapshot.runs.count { !$0.isTerminal }
        return snapshot
    }

    /// Lets the work end undisturbed: all that was acknowledged comes to an end, and nothing is left over.
    private mutating func drain() async throws {
        let last = try await project.start([TestProject.binary, "run"]).result()
        #expect([0, 7].contains(last.status), "\(place): \(last.all)")
        let snapshot = try await retryInterrupted(try await settledSnapshot(last))
        tell(KillJudge.leftovers(in: snapshot))
        let effects = try EffectLog(of: project)
        #expect(try await project.expect(0, "run").output == "Nothing was due.\n", place)
        #expect(try EffectLog(of: project).entries == effects.entries, place)
        try await project.expect(0, "store", "check")
        #expect(Self.processes(in: project).isEmpty, "a process is left over: \(place)")
        for run in snapshot.runs { tally.outcomes[run.status + (run.reason.map { " \($0)" } ?? ""), default: 0] += 1 }
        tally.repeated = snapshot.newest.count { effects[$0.key].begins > 1 }
        for run in snapshot.newest where run.hasReadBack {
            tally.denials += effects[run.key].denials
            tally.findings += effects[run.key].findings
        }
        tally.leftInterrupted = snapshot.newest.count {
            $0.hasReadBack && $0.status == "interrupted" && effects[$0.key].findings > 0
        }
        tally.madeAgain = snapshot.runs.count { $0.isRetry && $0.hasReadBack }
    }

    private mutating func settledSnapshot(_ last: ChildResult) async throws -> QueueSnapshot {
        let snapshot = try await look()
        #expect(unsettled == 0, "\(place): \(snapshot.runs.filter { !$0.isTerminal })\n\(last.all)")
        return snapshot
    }

    /// `--retry-interrupted` makes those runs again whose effect the server's file does not have, and no other.
    private mutating func retryInterrupted(_ before: QueueSnapshot) async throws -> QueueSnapshot {
        let interrupted = KillJudge.Interrupted(in: before, try EffectLog(of: project))
        tell(interrupted.problems)
        guard !interrupted.isEmpty else { return before }
        let result = try await project.start([TestProject.binary, "run", "--retry-interrupted"]).result()
        #expect([0, 7].contains(result.status), "\(place): \(result.all)")
        let words = interrupted.words
        #expect(result.output.contains(words), "\(words) \(place): \(result.all)")
        let after = try await settledSnapshot(result)
        tell(interrupted.problems(after: after, try EffectLog(of: project)))
        tally.notMadeAgain = interrupted.left.count { $0.hasReadBack }
        return after
    }

    /// The processes that work in the project's folder, as all servers of it do.
    static func processes(in project: TestProject) -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.filter { id in
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(id)/cwd")) == project.folder.path
        }
    }
}
