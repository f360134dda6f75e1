import Dispatch
import Glibc

/// Runs a task that an answer has woken on the thread that has read the answer, without a hop to another one.
///
/// ```swift
/// Task(executorPreference: DeliveryExecutor.shared) { try await session.callTool("get_current_time") }
/// ```
///
/// Whatever else wakes such a task puts it on the shared pool. What runs on a server's thread keeps that server's thread
/// from reading, and nothing else: a session serves one call at a time.
package final class DeliveryExecutor: TaskExecutor {
    package static let shared = DeliveryExecutor()

    /// What a thread has woken and runs next; touched by that thread alone.
    private final class Woken {
        var jobs: [UnownedJob] = []
    }

    /// So many jobs are run on the thread for one delivery; the rest goes to the pool, so that it reads again.
    private static let jobsMax = 8

    private let key: pthread_key_t

    private init() {
        var key = pthread_key_t()
        let result = pthread_key_create(&key, nil)
        precondition(result == 0, "the system gives one key for thread-local data")
        self.key = key
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if let woken = pthread_getspecific(key) {
            Unmanaged<Woken>.fromOpaque(woken).takeUnretainedValue().jobs.append(job)
        } else {
            runOnPool(job)
        }
    }

    private func runOnPool(_ job: UnownedJob) {
        DispatchQueue.global().async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    /// Runs `body` and then the tasks that it has woken.
    func deliver(_ body: () -> Void) {
        let woken = Woken()
        withExtendedLifetime(woken) {
            pthread_setspecific(key, Unmanaged.passUnretained(woken).toOpaque())
            body()
            var next = 0
            while next < min(woken.jobs.count, DeliveryExecutor.jobsMax) {
                next += 1
                woken.jobs[next - 1].runSynchronously(on: asUnownedTaskExecutor())
            }
            pthread_setspecific(key, nil)
            for job in woken.jobs[next...] { runOnPool(job) }
        }
    }
}
