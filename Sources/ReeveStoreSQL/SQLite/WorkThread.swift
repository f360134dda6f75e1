internal import Glibc

/// A thread of its own for blocking calls, with a bounded queue of jobs in order.
///
/// The cooperative pool never waits for a disk: callers are resumed from here.
final class WorkThread: @unchecked Sendable {
    // Unchecked: `jobs` and `isClosed` are touched only under `mutex`, a POSIX mutex because the thread waits on a
    // condition, which Synchronization.Mutex has not.
    typealias Job = @Sendable () -> Void

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    private struct State {
        var jobs: [Job] = []
        var isClosed = false
    }

    private var state = State()

    /// Starts the thread; it ends after the last job once ``close()`` was called.
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

    /// False once the thread was closed; the job is then not run.
    func submit(_ job: @escaping Job) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard !state.isClosed else { return false }
        state.jobs.append(job)
        pthread_cond_signal(condition)
        return true
    }

    /// Takes no new jobs; those that were submitted still run.
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
