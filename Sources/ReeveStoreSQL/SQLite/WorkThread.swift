internal import Glibc

/// A thread for blocking calls, with a bounded queue of jobs that run in order.
///
/// No thread of the cooperative pool waits for a disk. This thread resumes the callers.
final class WorkThread: @unchecked Sendable {
    // Unchecked: `jobs` and `isClosed` are touched only under `mutex`. It is a POSIX mutex, because the thread waits on
    // a condition, which Synchronization.Mutex does not have.
    typealias Job = @Sendable () -> Void

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    private struct State {
        var jobs: [Job] = []
        var isClosed = false
    }

    private var state = State()

    /// Starts the thread. After ``close()`` it ends when the last job is done.
    init() {
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let result = pthread_create(&thread, nil, { WorkThread.main($0) }, context)
        precondition(result == 0, "the system gives a thread")
        pthread_detach(thread)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Returns false, and does not run the job, where the thread is closed.
    func submit(_ job: @escaping Job) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard !state.isClosed else { return false }
        state.jobs.append(job)
        pthread_cond_signal(condition)
        return true
    }

    /// Takes no new jobs. Jobs that were submitted before still run.
    func close() {
        pthread_mutex_lock(mutex)
        state.isClosed = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    private func next() -> [Job]? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while state.jobs.isEmpty {
            if state.isClosed { return nil }
            pthread_cond_wait(condition, mutex)
        }
        defer { state.jobs = [] }
        return state.jobs
    }

    private static func main(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let context else { return nil }
        let thread = Unmanaged<WorkThread>.fromOpaque(context).takeRetainedValue()
        while let jobs = thread.next() { for job in jobs { job() } }
        return nil
    }
}
