internal import ReeveModel
internal import ReeveStore

/// What the writing connection remembers of running runs. The start and the end of a run then need not read what the
/// same connection wrote a moment before.
///
/// The memory equals what the open transaction would read. Each write passes through it. Its owner empties it after
/// every rollback, and whenever another connection has changed the database.
struct RunningRuns {
    /// A class, since the record is large and a dictionary of values would copy it for each change.
    private final class Entry {
        var run: RunRecord
        var lease: RunLease?
        var attempts: [RunAttempt]?
        var lastOrdinal: Int?

        init(_ run: RunRecord) { self.run = run }
    }

    private var entries: [ULID: Entry] = [:]
    private var batches: [ULID: BatchRecord] = [:]
    /// More than a worker runs at once. Above this count, all entries are dropped.
    private static let entriesMax = 8_192
    private static let batchesMax = 64

    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        batches.removeAll()
    }

    // MARK: What was read or written

    /// Notes a run as its row is now, without its content.
    mutating func now(_ run: RunRecord) {
        if let entry = entries[run.id] {
            entry.run = run
            entry.run.content = nil
        } else if run.state.status == .running {
            if entries.count >= RunningRuns.entriesMax { entries.removeAll(keepingCapacity: true) }
            let entry = Entry(run)
            entry.run.content = nil
            entries[run.id] = entry
        }
    }

    func now(_ lease: RunLease) { entries[lease.run]?.lease = lease }

    func now(_ attempts: [RunAttempt], of run: ULID) { entries[run]?.attempts = attempts }

    func wrote(_ attempt: RunAttempt) {
        guard let entry = entries[attempt.run] else { return }
        // Where the earlier attempts are not known, the list is complete only if this is the first one.
        guard var attempts = entry.attempts ?? (attempt.number == 1 ? [] : nil) else { return }
        if let index = attempts.firstIndex(where: { $0.number == attempt.number }) {
            attempts[index].take(attempt)
        } else {
            attempts.append(attempt)
            attempts.sort { $0.number < $1.number }
        }
        entry.attempts = attempts
    }

    func wroteStep(_ ordinal: Int, of run: ULID) { entries[run]?.lastOrdinal = ordinal }

    mutating func now(_ batch: BatchRecord) {
        if batches.count >= RunningRuns.batchesMax { batches.removeAll() }
        batches[batch.id] = batch
    }

    mutating func forget(_ run: ULID) { entries[run] = nil }
    mutating func forget(batch: ULID) { batches[batch] = nil }

    // MARK: What is known

    func run(_ id: ULID) -> RunRecord? { entries[id]?.run }
    func lease(of run: ULID) -> RunLease? { entries[run]?.lease }
    func attempts(of run: ULID) -> [RunAttempt]? { entries[run]?.attempts }
    func lastOrdinal(of run: ULID) -> Int? { entries[run]?.lastOrdinal }
    func batch(_ id: ULID) -> BatchRecord? { batches[id] }
}

extension RunAttempt {
    /// Takes over what an upsert changes in an existing row.
    fileprivate mutating func take(_ other: RunAttempt) {
        startedAt = other.startedAt
        endedAt = other.endedAt
        outcome = other.outcome
        reason = other.reason
        progress = other.progress
    }
}
