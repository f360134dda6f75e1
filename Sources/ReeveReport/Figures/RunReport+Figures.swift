import ReeveJSON
import ReeveModel
import ReeveStore

// What follows from the runs alone. Nothing here is stored; every renderer asks for the same figures.
extension RunReport {
    /// How many runs of one item ended how, and how long they took.
    package struct ItemFigures: Sendable, Hashable {
        package let item: String
        /// Sorted by ending.
        package let counts: [EndingCount]
        package let durations: Quantiles?
        package let retries: Int

        package var total: Int { counts.reduce(0) { $0 + $1.count } }
    }

    package struct EndingCount: Sendable, Hashable {
        package let ending: Ending
        package let count: Int
    }

    /// A part of the batch's time, from `start` for the bucket's width.
    package struct ThroughputBucket: Sendable, Hashable {
        package let start: Timestamp
        package let finished: Int
    }

    package static func counts(_ runs: some Sequence<RunEntry>) -> [EndingCount] {
        var counts: [Ending: Int] = [:]
        for run in runs { counts[run.ending, default: 0] += 1 }
        return counts.sorted { $0.key < $1.key }.map { EndingCount(ending: $0.key, count: $0.value) }
    }

    package var counts: [EndingCount] { RunReport.counts(runs) }

    /// In the order of the definition.
    package var items: [ItemFigures] {
        let byItem = Dictionary(grouping: runs, by: \.record.identity.item)
        return itemOrder.compactMap { item in
            guard let runs = byItem[item] else { return nil }
            return ItemFigures(
                item: item, counts: RunReport.counts(runs), durations: Quantiles(runs.compactMap(\.record.duration)),
                retries: runs.reduce(0) { $0 + $1.retries })
        }
    }

    /// From the first passing of the gate to the end of each run; retries and the waits between them included.
    package var durations: Quantiles? { Quantiles(runs.compactMap(\.record.duration)) }

    /// Longest first; of equal ones the older first.
    package func slowest(_ limit: Int = 10) -> [RunEntry] {
        let timed = runs.compactMap { run in run.record.duration.map { (run, $0) } }
        return timed.sorted { $0.1 == $1.1 ? $0.0.record.id < $1.0.record.id : $0.1 > $1.1 }.prefix(limit).map(\.0)
    }

    /// Runs that ended other than `succeeded` or are not ended: what needs a look first, then expected ends, then skips.
    package var otherwise: [RunEntry] {
        func rank(_ run: RunEntry) -> Int {
            run.ending.needsAttention ? 0 : run.ending.isExpected ? 1 : 2
        }
        let order = Dictionary(uniqueKeysWithValues: itemOrder.enumerated().map { ($1, $0) })
        func key(_ run: RunEntry) -> (Int, Int, Ending, String) {
            (rank(run), order[run.record.identity.item] ?? .max, run.ending, run.record.id.text)
        }
        return runs.filter { $0.record.state.status != .succeeded }.sorted { key($0) < key($1) }
    }

    package var retried: [RunEntry] { (runs + superseded).filter { $0.retries > 0 } }

    package var needsAttention: Int { runs.count { $0.ending.needsAttention } }

    /// Calls that went out, of superseded runs too.
    package var callsSent: Int { (runs + superseded).reduce(0) { $0 + $1.callsSent } }

    package var tokens: (input: Int64, output: Int64) {
        (runs + superseded).reduce((0, 0)) {
            ($0.0 + ($1.record.usage.tokensIn ?? 0), $0.1 + ($1.record.usage.tokensOut ?? 0))
        }
    }

    /// Micro-units by currency, sorted.
    package var costs: [(currency: String, microUnits: Int64)] {
        var sums: [String: Int64] = [:]
        for run in runs + superseded {
            if let cost = run.record.usage.cost { sums[run.record.usage.currency ?? "?", default: 0] += cost }
        }
        return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The last instant that the runs or the batch tell of.
    package var lastInstant: Timestamp {
        var last = batch.endedAt ?? batch.createdAt
        for run in runs {
            for time in [run.record.state.endedAt, run.record.state.startedAt] {
                if let time, time > last { last = time }
            }
            for attempt in run.attempts { if let time = attempt.record.endedAt, time > last { last = time } }
        }
        return last
    }

    /// From submission to the end of the batch, or to what happened last.
    package var elapsed: Duration { (batch.endedAt ?? lastInstant).since(batch.createdAt) }

    /// Runs that ended in each part of the batch's time, at most 40 parts of a round width.
    package var throughput: (width: Duration, buckets: [ThroughputBucket]) {
        let ended = runs.compactMap { $0.attempts.isEmpty ? nil : $0.record.state.endedAt }
        let span = lastInstant.since(batch.createdAt).microseconds
        let width = RoundStep.atLeast(Double(max(span, 1)) / 40)
        guard !ended.isEmpty else { return (.microseconds(width), []) }
        var counts = [Int](repeating: 0, count: Int(span / width) + 1)
        for time in ended {
            let index = Int(time.since(batch.createdAt).microseconds / width)
            if counts.indices.contains(index) { counts[index] += 1 }
        }
        let buckets = counts.enumerated().map { index, count in
            ThroughputBucket(
                start: Timestamp(microseconds: batch.createdAt.microseconds + Int64(index) * width), finished: count)
        }
        return (.microseconds(width), buckets)
    }

    /// Whether all is as it should be, in one sentence.
    package var verdict: Verdict { Verdict(self) }

    package struct Verdict: Sendable, Hashable {
        package enum Kind: String, Sendable, Hashable { case passed, failed, unfinished, cancelled }

        package let kind: Kind
        /// Lower case, no final period.
        package let sentence: String

        init(_ report: RunReport) {
            let total = report.runs.count
            let bad = report.needsAttention
            let unfinished = report.runs.count { !$0.record.state.status.isTerminal }
            switch report.batch.status {
            case .succeeded:
                kind = .passed
                sentence =
                    total == 1 ? "1 run ended as it should" : "\(FigureText.count(total)) runs ended as they should"
            case .failed:
                kind = .failed
                var text = "\(FigureText.count(bad)) of \(FigureText.count(total, "run")) did not end as they should"
                if let stop = report.batch.stopReason { text += ", and the batch was stopped (\(stop.words))" }
                sentence = text
            case .cancelled:
                kind = .cancelled
                sentence = "the batch was cancelled"
            case .open:
                let failed = report.runs.count { $0.ending.needsAttention && $0.record.state.status.isTerminal }
                kind = failed > 0 ? .failed : .unfinished
                let of = "of \(FigureText.count(total, "run"))"
                let have = unfinished == 1 ? "has not ended" : "have not ended"
                sentence =
                    failed > 0
                    ? "\(FigureText.count(failed)) \(of) ended as nobody asked, \(FigureText.count(unfinished)) \(have)"
                    : "\(FigureText.count(unfinished)) \(of) \(have)"
            }
        }
    }
}

extension BatchStopReason {
    var words: String {
        switch self {
        case .cancelled: "somebody cancelled it"
        case .maxFailures: "more failures than `maxFailures` bears"
        case .deadline: "its deadline passed"
        }
    }
}
