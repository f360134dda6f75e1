package import ReeveJSON
package import ReeveModel
package import ReeveScheduler
package import ReeveStore
internal import Synchronization

/// The limits of this process. A permit is given at once where there is room; a short wait is waited for in place.
package final class Limiter: Sendable {
    package enum Decision: Sendable, Hashable {
        case taken(LimiterState.Permit)
        /// The wait is longer than a run should hold its place in the worker. The run goes back to the queue until
        /// then.
        case later(Timestamp, limit: String)
        /// There is no room: the Limit says `onExceeded: fail`, or the wait would end after the deadline.
        case refused(limit: String)
    }

    private struct Waiter {
        let id: UInt64
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var limits = LimiterState()
        var waiters: [Waiter] = []
        var nextID: UInt64 = 0
        /// Every release raises it. A release between a look at the limits and the wait is therefore noticed.
        var releases: UInt64 = 0
    }

    /// The longest wait that is waited for in place.
    package static let patience = Duration.seconds(2)

    private let store: any Store
    private let clock: any ExecutionClock
    private let state = Mutex(State())

    package init(store: any Store, clock: any ExecutionClock) {
        self.store = store
        self.clock = clock
    }

    /// Takes a permit of all the limits, or says why not.
    ///
    /// - Parameter onWait: told, in words, of each limit that is waited for in place; must be quick.
    /// - Throws: `CancellationError`, ``StoreError``.
    package func acquire(
        _ limits: [AppliedLimit], run: ULID, deadline: Timestamp, onWait: (String) -> Void = { _ in }
    ) async throws -> Decision {
        func words(_ name: String) -> String { limits.first { $0.name == name }?.words ?? name }
        let unknown = state.withLock { $0.limits.unknownBuckets(limits) }
        if !unknown.isEmpty {
            let stored = try await store.read { rows throws(StoreError) in
                var found: [LimiterBucket] = []
                for key in unknown { if let bucket = try rows.limiterBucket(key) { found.append(bucket) } }
                return found
            }.map { bucket in
                // A bucket that other hands wrote counts as empty, and fills from now on.
                bucket.isIntact ? bucket : LimiterBucket(key: bucket.key, tokens: 0, updatedAt: clock.now)
            }
            state.withLock { $0.limits.restore(stored, for: limits) }
        }
        while true {
            try Task.checkCancellation()
            let now = clock.now
            let (outcome, releases) = state.withLock { state in
                (state.limits.take(limits, run: run, now: now), state.releases)
            }
            switch outcome {
            case .taken(let permit): return .taken(permit)
            case .exceeded(let limit): return .refused(limit: limit)
            case .wait(let until, let limit):
                if until >= deadline {
                    forget(run)
                    return .refused(limit: limit)
                }
                guard until.since(now) <= Limiter.patience else { return .later(until, limit: words(limit)) }
                onWait(words(limit))
                try await clock.sleep(until: until)
            case .saturated(let limit):
                if now >= deadline { return .refused(limit: limit) }
                onWait(words(limit))
                // This wait ends, since the runs that hold permits have deadlines.
                await waitForRelease(after: releases)
            }
        }
    }

    /// A permit, where there is room at once; else nil.
    package func takeNow(_ limits: [AppliedLimit], run: ULID) -> LimiterState.Permit? {
        let now = clock.now
        return state.withLock { state in
            guard case .taken(let permit) = state.limits.take(limits, run: run, now: now) else { return nil }
            return permit
        }
    }

    package func release(_ permit: LimiterState.Permit) {
        state.withLock { $0.limits.release(permit) }
        wakeWaiters()
    }

    /// Gives a permit back whose call was not made. Its tokens are given back too.
    package func cancel(_ permit: LimiterState.Permit) {
        state.withLock { $0.limits.cancel(permit) }
        wakeWaiters()
    }

    package func forget(_ run: ULID) { state.withLock { $0.limits.forget(run: run) } }

    /// The present rows of the permit's buckets. The transaction that announces the call writes them.
    package func rows(of permit: LimiterState.Permit) -> [LimiterBucket] {
        state.withLock { $0.limits.rows(of: permit) }
    }

    private func waitForRelease(after releases: UInt64) async {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !Task.isCancelled, state.releases == releases else { return true }
                    state.waiters.append(Waiter(id: id, continuation: continuation))
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state -> Waiter? in
                guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
                return state.waiters.remove(at: index)
            }
            waiter?.continuation.resume()
        }
    }

    /// Wakes all who wait. Each looks at its own limits again.
    private func wakeWaiters() {
        let waiters = state.withLock { state in
            state.releases += 1
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume() }
    }
}
