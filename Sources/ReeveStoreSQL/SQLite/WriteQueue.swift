internal import ReeveStore
internal import Synchronization

/// Write operations that wait for the next group commit. At most ``WriteQueue/groupLimit`` share one commit.
final class WriteQueue: Sendable {
    static let groupLimit = 512

    private let waiting = Mutex<[WriteJob]>([])

    func add(_ job: WriteJob) { waiting.withLock { $0.append(job) } }

    /// Fails every waiting operation with the error.
    func refuse(_ error: StoreError) {
        let jobs = waiting.withLock { jobs in
            defer { jobs = [] }
            return jobs
        }
        for job in jobs { job.finish(error) }
    }

    /// Takes the next group out of the queue, oldest first.
    func takeGroup() -> [WriteJob] {
        waiting.withLock { jobs in
            let group = Array(jobs.prefix(Self.groupLimit))
            jobs.removeFirst(group.count)
            return group
        }
    }
}
