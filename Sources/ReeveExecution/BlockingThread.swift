internal import ReeveMCP

/// Blocking work, off the cooperative threads: one thread for each piece.
package enum BlockingThread {
    /// Runs `body` on a thread of its own; cancellation does not end it.
    ///
    /// - Throws: what `body` throws.
    package static func run<Value: Sendable, Failure: Error>(
        _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            let work: @Sendable () -> Void = { continuation.resume(returning: Result(catching: body)) }
            // No thread to be had: the work is short, so it is done here rather than not at all.
            if !DedicatedThread.start(name: "reeve-blocking", work) { work() }
        }
        return try result.get()
    }
}
