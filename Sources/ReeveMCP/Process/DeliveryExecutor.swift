import Dispatch
import Glibc

/// Runs a task that an answer has woken on the thread that has read the answer, without a hop to another one.
///
/// ```swift
/// Task(executorPreference: DeliveryExecutor.shared) { try await session.callTool("get_current_time") }
/// ```
///
/// A task that anything else wakes runs on the shared pool. A task on a server's thread keeps that thread from reading, and
/// hinders nobody else: a session serves one call at a time.
package final class DeliveryExecutor: TaskExecutor {
    package static let shared = DeliveryExecutor()

    /// The tasks that a thread has woken and runs next. That thread alone touches them.
    private final class Woken {
        var jobs: [UnownedJob] = []
    }

    /// The most jobs that the thread runs for one delivery. The others go to the pool, so that the thread reads again.
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
