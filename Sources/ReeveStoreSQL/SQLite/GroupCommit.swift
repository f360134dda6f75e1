import Glibc
import ReeveJSON
import ReeveModel
import ReeveStore

/// The writer: carries the writes that wait at one time in one transaction.
///
/// INVARIANT (alone or together): a write that fails undoes itself by its savepoint and nothing else. Where the
/// engine ends the whole transaction (a full disk), each write is tried again by itself, so that one that is too
/// large does not take others with it.
final class GroupCommit {
    struct Job {
        let run: (SQLStoreTransaction) -> Result<() -> Void, StoreError>
        let fail: (StoreError) -> Void
    }

    /// Bounds the time that one commit holds the lock.
    private static let largestGroup = 512

    private let connection: SQLiteConnection
    private let path: String
    private let lockTimeout: Duration
    private let ids = IDSource()

    init(connection: SQLiteConnection, path: String, lockTimeout: Duration) {
        self.connection = connection
        self.path = path
        self.lockTimeout = lockTimeout
    }

    func commit(_ jobs: [Job]) {
        var rest = jobs[...]
        while !rest.isEmpty {
            let group = Array(rest.prefix(Self.largestGroup))
            rest = rest.dropFirst(group.count)
            if !attempt(group) {
                for job in group where !attempt([job]) {
                    job.fail(StoreError(.full, "writing", underlying: "the transaction was rolled back"))
                }
            }
        }
    }

    /// False where the whole transaction was lost and nobody was told yet.
    private func attempt(_ group: [Job]) -> Bool {
        do throws(StoreError) {
            try begin()
        } catch {
            for job in group { job.fail(error) }
            return true
        }
        let transaction = SQLStoreTransaction(driver: connection, ids: ids)
        var resumes: [() -> Void] = []
        var failures: [(Job, StoreError)] = []
        do throws(StoreError) {
            for job in group {
                let mark = transaction.mark()
                try connection.script("SAVEPOINT operation")
                switch job.run(transaction) {
                case .success(let resume):
                    try connection.script("RELEASE operation")
                    resumes.append(resume)
                case .failure(let error):
                    if connection.isOutsideTransaction { throw error }
                    try connection.script("ROLLBACK TO operation; RELEASE operation")
                    transaction.restore(mark)
                    failures.append((job, error))
                }
            }
            try transaction.flush()
            try connection.script("COMMIT")
        } catch {
            if !connection.isOutsideTransaction { try? connection.script("ROLLBACK") }
            if group.count == 1 {
                group[0].fail(error)
                return true
            }
            return false
        }
        for resume in resumes { resume() }
        for (job, error) in failures { job.fail(error) }
        return true
    }

    private func begin() throws(StoreError) {
        try Self.begin(connection, path: path, lockTimeout: lockTimeout)
    }

    /// Takes the writer lock; waits for another process that holds it.
    static func begin(_ connection: SQLiteConnection, path: String, lockTimeout: Duration) throws(StoreError) {
        let start = SystemClock.now()
        var pause: useconds_t = 1_000
        while true {
            do throws(StoreError) {
                try connection.script("BEGIN IMMEDIATE")
                return
            } catch {
                guard case .locked = error.code else { throw error }
                if SystemClock.now().since(start) >= lockTimeout {
                    throw StoreError(
                        .locked(LockHolder(holder: LockOwner.describe(database: path), since: start)), path,
                        underlying: error.underlying)
                }
                // This thread is the store's own; nobody else waits for it.
                usleep(pause)
                pause = min(pause * 2, 50_000)
            }
        }
    }
}

/// Gives ids that ascend in this process, whatever the transaction.
final class IDSource {
    private var generator = ULID.Generator()

    func next(_ now: Timestamp) -> ULID { generator.next(at: now) }
}

/// The wall clock, for waits and for the store's own birth.
enum SystemClock {
    static func now() -> Timestamp {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Timestamp(microseconds: Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000)
    }
}
