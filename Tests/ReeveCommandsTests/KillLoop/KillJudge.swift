/// What must hold of a store whose workers are killed.
///
/// The judge compares what the store says of its queue with what the server's file says was done, and gives what is
/// wrong in words. The judge starts nothing and waits for nothing, so that `KillJudgeTests` can show of each rule that
/// it fails where it is broken.
struct KillJudge {
    typealias Run = QueueSnapshot.Run

    private let runsPerBatch: Int
    private var settled: [String: Run] = [:]
    /// The keys of which a problem was told: what went wrong once is wrong in every later look too.
    private var told: Set<String> = []

    init(runsPerBatch: Int = LedgerProject.runsPerBatch) { self.runsPerBatch = runsPerBatch }

    // MARK: At any moment

    /// What is wrong in one look; the judge remembers the runs that are settled, which may not change any more.
    ///
    /// - Parameter acknowledged: the batches of which a command said that they are stored.
    mutating func problems(
        in snapshot: QueueSnapshot, _ effects: EffectLog, acknowledged: Set<String>
    ) -> [String] {
        // Nothing that was acknowledged is lost, and no submission is there twice or in part.
        var problems: [String] = []
        if Set(snapshot.batches).count != snapshot.batches.count { problems.append("a batch is there twice") }
        for batch in acknowledged.subtracting(snapshot.batches).sorted() {
            problems.append("an acknowledged batch is lost: \(batch)")
        }
        let sizes = Dictionary(grouping: snapshot.runs.filter { !$0.isRetry }, by: \.batch).mapValues(\.count)
        for batch in Set(snapshot.batches).sorted() where sizes[batch] != runsPerBatch {
            problems.append("a batch is there in part: \(batch) with \(sizes[batch] ?? 0) runs")
        }
        let runs = Dictionary(uniqueKeysWithValues: snapshot.runs.map { ($0.id, $0) })
        for (id, run) in settled where runs[id] != run { problems.append("a settled run changed: \(run)") }

        // Nothing was done that no run asked for, or that a child of a killed worker's server went on with.
        for key in effects.keys.subtracting(snapshot.runs.map(\.key)).sorted() {
            problems.append("an effect that no run asked for: \(key)")
        }
        for (key, runs) in Dictionary(grouping: snapshot.runs, by: \.key) {
            let effect = effects[key]
            let found = effect.mistakes + Self.problems(of: runs, effect)
            if !found.isEmpty, told.insert(key).inserted {
                problems.append("\(found.joined(separator: "; ")): \(effect): \(runs)")
            }
        }
        for run in snapshot.runs where run.isTerminal { settled[run.id] = run }
        return problems
    }

    /// What is wrong where the store says this of the runs of one key and the server's file that.
    private static func problems(of runs: [Run], _ effect: EffectLog.Effect) -> [String] {
        var problems = runs.compactMap { problem(of: $0, effect) }
        let starts = runs.reduce(0) { $0 + $1.starts }
        if effect.begins > starts || effect.calls > starts { problems.append("an effect before its evidence") }
        if runs.count(where: { !$0.isRetry }) != 1 { problems.append("two first runs") }
        guard let first = runs.first, !first.isIdempotent else { return problems }
        if effect.begins > 1 { problems.append("done twice") }
        guard first.hasReadBack else { return problems + (runs.count > 1 ? ["made again, and nobody could ask"] : []) }
        // Whether a call was made again without an answer is read off the server's file, in order (`EffectLog`); a start
        // is no call, since an attempt may end between its evidence and its call.
        if runs.reduce(0, { $0 + $1.denials }) > effect.denials { problems.append("a read-back that was not answered") }
        if runs.count(where: { $0.status == "succeeded" }) > 1 { problems.append("succeeded twice") }
        return problems
    }

    private static func problem(of run: Run, _ effect: EffectLog.Effect) -> String? {
        let (begins, ends) = (effect.begins, effect.ends)
        switch (run.status, run.reason) {
        case ("succeeded", nil):
            let isDone = run.isIdempotent ? ends >= 1 : begins == 1 && ends == 1
            return isDone ? nil : "succeeded, and not done"
        case ("failed", "tool.error"): return begins == 1 && ends == 1 ? nil : "answered, and not done"
        // Three times its worker was lost; the effect of one that may not be repeated would be unknown instead.
        case ("failed", "runner.lost"): return run.isIdempotent || begins == 0 ? nil : "done, and given up"
        // The server was not ready in time, each time.
        case ("failed", "timeout.attempt"): return run.hasReadBack && begins == 0 ? nil : "sent, and given up"
        case ("interrupted", "effect.unknown"):
            if run.hasReadBack { return run.starts >= 1 ? nil : "its effect is not unknown" }
            return !run.isIdempotent && run.starts == 1 ? nil : "its effect is not unknown"
        case ("skipped", "upstream.failed"): return run.starts == 0 ? nil : "started, and skipped"
        case ("running", _): return nil
        case ("pending", _), ("ready", _), ("scheduled", _), ("retryable", _):
            return run.isIdempotent || run.isInDoubt || begins == 0 ? nil : "done, and still to do"
        default: return "no end for this run"
        }
    }

    // MARK: At the end

    /// What is left over where all work has come to an end.
    static func leftovers(in snapshot: QueueSnapshot) -> [String] {
        var problems: [String] = []
        if !snapshot.workers.isEmpty { problems.append("a worker is left: \(snapshot.workers)") }
        if snapshot.processGroups != 0 { problems.append("\(snapshot.processGroups) process groups are left") }
        return problems
    }

    /// The interrupted runs of a drained store, which `run --retry-interrupted` looks through.
    struct Interrupted {
        /// Runs whose read-back will say that nothing happened: each is made again, once.
        let lost: [Run]
        /// Runs whose effect the server's file has, or of which nobody can ask: each is left for a person.
        let left: [Run]
        private let before: QueueSnapshot
        private let effects: EffectLog

        init(in snapshot: QueueSnapshot, _ effects: EffectLog) {
            let interrupted = snapshot.newest.filter { $0.status == "interrupted" }
            lost = interrupted.filter { $0.hasReadBack && effects[$0.key].begins == 0 }
            left = interrupted.filter { !$0.hasReadBack || effects[$0.key].begins > 0 }
            (before, self.effects) = (snapshot, effects)
        }

        var isEmpty: Bool { lost.isEmpty && left.isEmpty }

        /// What the command must say of them.
        var words: String { "Interrupted runs: \(lost.count) made again, \(left.count) left for a person." }

        /// The runs that should have found out by themselves that nothing happened: only a run with one attempt, or one
        /// that lost three workers, had no chance to.
        var problems: [String] {
            lost.filter { !$0.hasOneAttempt && $0.rescues < 3 }.map { "left interrupted, and nothing happened: \($0)" }
        }

        /// What is wrong after the command: the lost runs are made again and no others, and nothing is done to the rest.
        func problems(after: QueueSnapshot, _ later: EffectLog) -> [String] {
            var problems: [String] = []
            let known = Set(before.runs.map(\.id))
            let new = after.runs.filter { !known.contains($0.id) && $0.hasReadBack }
            if new.map(\.key).sorted() != lost.map(\.key).sorted() {
                problems.append("made again: \(new.map(\.key)), and not \(lost.map(\.key))")
            }
            for run in new {
                // Its first call may be the one that the server loses, where none had been sent before.
                let isLost = later[run.key].losses > effects[run.key].losses
                guard run.status != "succeeded", !(run.status == "interrupted" && isLost) else { continue }
                problems.append("made again, and not done: \(run)")
            }
            for run in left {
                let (old, new) = (effects[run.key], later[run.key])
                if new.begins != old.begins || new.calls != old.calls {
                    problems.append("left for a person, and called: \(run)")
                }
            }
            return problems
        }
    }
}
