import Glibc

/// A thread with a queue of its own, so that blocking calls never sit on the cooperative pool.
///
/// `@unchecked Sendable`: the queue and the flag are touched only under the lock; what jobs touch belongs to
/// the thread that runs them.
final class StoreThread<Job>: @unchecked Sendable {
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var jobs: [Job] = []
    private var isClosing = false
    private let work: ([Job]) -> Void
    private let finished: () -> Void

    /// - Parameter work: takes jobs, all that have come meanwhile at once, until the queue is closed and empty.
    init(work: @escaping ([Job]) -> Void, finished: @escaping () -> Void) {
        lock = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
        pthread_cond_init(condition, nil)
        self.work = work
        self.finished = finished
    }

    /// Starts the thread, which keeps this object until the queue is closed.
    func start() {
        let body = ThreadBody { self.loop() }
        var thread = pthread_t()
        pthread_create(&thread, nil, runThreadBody, Unmanaged.passRetained(body).toOpaque())
        pthread_detach(thread)
    }

    private func loop() {
        while let group = take() { work(group) }
        finished()
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(lock)
        condition.deallocate()
        lock.deallocate()
    }

    /// False where the queue was closed before.
    func enqueue(_ job: Job) -> Bool {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        guard !isClosing else { return false }
        jobs.append(job)
        pthread_cond_signal(condition)
        return true
    }

    /// Jobs that were queued before are still done.
    func close() {
        pthread_mutex_lock(lock)
        isClosing = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(lock)
    }

    private func take() -> [Job]? {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while jobs.isEmpty {
            if isClosing { return nil }
            pthread_cond_wait(condition, lock)
        }
        let group = jobs
        jobs = []
        return group
    }
}

/// What a new thread runs; handed over by an unmanaged reference.
private final class ThreadBody {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
}

private func runThreadBody(_ box: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let box { Unmanaged<ThreadBody>.fromOpaque(box).takeRetainedValue().run() }
    return nil
}
