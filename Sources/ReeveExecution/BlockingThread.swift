internal import ReeveMCP

/// Runs blocking work off the cooperative threads: each piece of work has a thread of its own.
package enum BlockingThread {
    /// Runs `body` on a new thread and returns its value. Cancelling the task does not end `body`.
    ///
    /// - Throws: what `body` throws.
    package static func run<Value: Sendable, Failure: Error>(
        _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            let work: @Sendable () -> Void = { continuation.resume(returning: Result(catching: body)) }
            // Where the system gives no thread, the work is done on this one: it is short.
            if !DedicatedThread.start(name: "reeve-blocking", work) { work() }
        }
        return try result.get()
    }
}
