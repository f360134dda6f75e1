import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore

/// `runs logs`: the steps of runs, what their servers wrote to standard error, and the exchanges with servers and models,
/// in one order.
package struct RunLogOperation: Sendable {
    /// Whose log is shown.
    package enum Subject: Sendable {
        /// The id of a run or a batch, or its last characters.
        case id(String)
        /// The id of a batch, or its last characters.
        case batch(String)
        /// The item of the newest batch that has a run of it.
        case item
    }

    package let subject: Subject
    /// Only the runs of this item.
    package let item: String?

    package struct Outcome: Sendable {
        package let lines: [RunLogLine]
        /// Runs that are not in the lines, because all together are too large.
        package let leftOut: Int
    }

    /// Logs of so many bytes are held at once.
    static let bytesMax = 64 << 20
    private static let standardErrorMark = "stderr: "

    package init(_ subject: Subject, item: String? = nil) {
        self.subject = subject
        self.item = item
    }

    package func run(in context: OperationContext) async throws(OperationError) -> Outcome {
        let (outcome, unknown) = try await context.withStore(.read) { store in
            let wanted = try await runs(store, context)
            let scope = context.scope.named
            return try await store.read { [item] rows throws(StoreError) in
                let unknown = wanted.isEmpty ? try FilterNames(rows, scope: scope).item(item) : nil
                return (try Self.log(of: wanted, in: rows), unknown)
            }
        }
        try FilterNames.refuse([unknown], scope: context.scope.named)
        return outcome
    }

    // MARK: Lines

    private static func log(of runs: [RunRecord], in rows: any StoreReading) throws(StoreError) -> Outcome {
        guard let first = runs.first, let batch = try rows.batch(first.identity.batch) else {
            return Outcome(lines: [], leftOut: 0)
        }
        var lines: [RunLogLine] = []
        var (bytes, told) = (0, 0)
        for run in runs {
            guard bytes < bytesMax else { break }
            told += 1
            try RunReportBuilder.everyEntry([run], of: batch, reading: rows) { entry throws(StoreError) in
                let own = try self.lines(of: run, entry, in: rows)
                bytes += own.reduce(0) { $0 + $1.size }
                lines += own
            }
        }
        lines.sort(by: RunLogLine.isBefore)
        return Outcome(lines: lines, leftOut: runs.count - told)
    }

    private static func lines(
        of run: RunRecord, _ entry: RunEntry, in rows: any StoreReading
    ) throws(StoreError) -> [RunLogLine] {
        var lines: [RunLogLine] = []
        try rows.everyStep(of: run.id) { step in
            let isStandardError = step.message.hasPrefix(standardErrorMark)
            let text = String(step.message.dropFirst(standardErrorMark.count))
            lines.append(
                RunLogLine(
                    run: run, time: step.timestamp, content: isStandardError ? .standardError(text, step) : .step(step),
                    step: step.ordinal, rank: 0))
        }
        for line in TranscriptFile.lines(of: entry) {
            lines.append(
                RunLogLine(
                    run: run, time: line.time, content: .exchange(line.value), step: line.step ?? .max,
                    rank: 1 + min(line.order, .max - 1)))
        }
        if lines.isEmpty, run.state.status.isTerminal {
            lines.append(
                RunLogLine(
                    run: run, time: run.state.endedAt ?? run.identity.createdAt, content: .end, step: 0, rank: 0))
        }
        return lines
    }

    // MARK: Runs

    private func runs(_ store: any Store, _ context: OperationContext) async throws -> [RunRecord] {
        let scope = context.scope.named
        switch subject {
        case .batch(let id):
            return try await runs(of: try await RunLookup.batch(id, in: store, context: context), store)
        case .item:
            let filter = RunFilter(
                organizations: scope.organization.map { [$0] }, environment: scope.environment, item: item)
            let newest = try await store.read { rows throws(StoreError) in
                try rows.runs(filter, before: nil, limit: 1).cut.shown.first
            }
            guard let newest else { return [] }
            return try await runs(of: newest.identity.batch, store)
        case .id(let id):
            let runs = try await RunLookup.runs(id, in: store, scope: scope)
            let batches = try await RunLookup.batches(id, in: store, scope: scope)
            if runs.isEmpty, batches.count == 1 { return try await self.runs(of: batches[0], store) }
            let only = try RunLookup.only(id, "run or batch", runs + batches, context: context)
            return try await store.read { rows throws(StoreError) in
                try rows.run(only, withContent: false).map { [$0] } ?? []
            }
        }
    }

    private func runs(of batch: ULID, _ store: any Store) async throws(StoreError) -> [RunRecord] {
        try await store.read { [item] rows throws(StoreError) in
            var found: [RunRecord] = []
            try rows.everyRun(RunFilter(batch: batch, item: item)) { found.append($0) }
            return found.reversed()
        }
    }
}

extension RunLogLine {
    /// About how many bytes the line has.
    fileprivate var size: Int {
        switch content {
        case .step(let step), .standardError(_, let step):
            256 + step.message.utf8.count + (step.details?.utf8.count ?? 0)
        case .exchange(let value): 256 + JSONValue.object(value).canonicalBytes.count
        case .end: 256
        }
    }
}
