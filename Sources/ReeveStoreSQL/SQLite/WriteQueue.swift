internal import ReeveStore
internal import Synchronization

/// Write operations that wait for the next group commit; at most ``WriteQueue/groupLimit`` share one.
final class WriteQueue: Sendable {
    static let groupLimit = 512

    private let waiting = Mutex<[WriteJob]>([])

    func add(_ job: WriteJob) { waiting.withLock { $0.append(job) } }

    /// Fails every operation that waits.
    func refuse(_ error: StoreError) {
        let jobs = waiting.withLock { jobs in
            defer { jobs = [] }
            return jobs
        }
        for job in jobs { job.finish(error) }
    }

    /// The next group, oldest first.
    func takeGroup() -> [WriteJob] {
        waiting.withLock { jobs in
            let group = Array(jobs.prefix(Self.groupLimit))
            jobs.removeFirst(group.count)
            return group
        }
    }
}
