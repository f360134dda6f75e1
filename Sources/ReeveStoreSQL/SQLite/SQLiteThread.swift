internal import ReeveStore

/// A value with a thread of its own. It is made, used and closed on that thread.
final class SQLiteThread<Value>: Sendable {
    private let thread: WorkThread
    private let holder: Holder

    /// Unchecked: only jobs of the one thread touch `value`.
    private final class Holder: @unchecked Sendable {
        var value: Value?
    }

    init(_ make: @escaping @Sendable () throws(StoreError) -> Value) async throws(StoreError) {
        let thread = WorkThread()
        let holder = Holder()
        self.thread = thread
        self.holder = holder
        let error: StoreError? = await withCheckedContinuation { continuation in
            _ = thread.submit {
                do throws(StoreError) {
                    holder.value = try make()
                    continuation.resume(returning: nil)
                } catch {
                    continuation.resume(returning: error)
                }
            }
        }
        if let error {
            thread.close()
            throw error
        }
    }

    deinit { thread.close() }

    /// Runs `job` on the thread; the job gets nil where the value is closed. Returns false where the thread has ended.
    func submit(_ job: @escaping @Sendable (Value?) -> Void) -> Bool {
        thread.submit { [holder] in job(holder.value) }
    }

    func call<T: Sendable>(
        _ body: @escaping @Sendable (Value) throws(StoreError) -> T
    ) async throws(StoreError) -> T {
        let result: Result<T, StoreError> = await withCheckedContinuation { continuation in
            let isOpen = submit { value in
                guard let value else { return continuation.resume(returning: .failure(StoreError(.closed))) }
                do throws(StoreError) {
                    continuation.resume(returning: .success(try body(value)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            if !isOpen { continuation.resume(returning: .failure(StoreError(.closed))) }
        }
        return try result.get()
    }

    /// Runs `body` after all submitted jobs, and ends the thread. Safe to repeat.
    func close(_ body: @escaping @Sendable (Value) -> Void) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isOpen = thread.submit { [holder] in
                if let value = holder.value { body(value) }
                holder.value = nil
                continuation.resume()
            }
            if !isOpen { continuation.resume() }
        }
        thread.close()
    }
}
