import Glibc
import Synchronization

/// The system's monotonic clock; one thread for the whole process.
package final class SystemTimer: DeadlineTimer {
    package static let shared = SystemTimer()

    fileprivate struct State: Sendable {
        var nextID: UInt64 = 1
        var actions: [UInt64: @Sendable () -> Void] = [:]
        /// A binary heap, earliest first; entries without an action were cancelled.
        var heap: [Entry] = []
        var isRunning = false
    }

    fileprivate struct Entry: Sendable {
        let instant: ContinuousClock.Instant
        let id: UInt64
    }

    private let state = Mutex(State())
    private let wakeUp = WakeUp(isBlocking: false)

    package var now: ContinuousClock.Instant { .now }

    package func schedule(
        at instant: ContinuousClock.Instant, _ action: @escaping @Sendable () -> Void
    ) -> TimerTicket {
        let (id, isEarliest, mustStart) = state.withLock { state in
            let id = state.nextID
            state.nextID += 1
            state.actions[id] = action
            state.push(Entry(instant: instant, id: id))
            defer { state.isRunning = true }
            return (id, state.heap.first?.id == id, !state.isRunning)
        }
        if mustStart {
            if !DedicatedThread.start(name: "mcp-timer", { [self] in run() }) {
                state.withLock { $0.isRunning = false }
            }
        } else if isEarliest {
            wakeUp?.signal()
        }
        return TimerTicket(id: id)
    }

    package func cancel(_ ticket: TimerTicket) {
        // The action is released outside the lock: its last reference may do more than free memory.
        let action = state.withLock { state in
            let action = state.actions.removeValue(forKey: ticket.id)
            state.compactIfMostlyCancelled()
            return action
        }
        withExtendedLifetime(action) {}
    }

    private func run() {
        while true {
            let (due, wait) = state.withLock { $0.takeDue(now: .now) }
            for action in due { action() }
            guard due.isEmpty else { continue }
            guard let wakeUp else {
                // Without a descriptor nobody can wake this thread; look often instead.
                usleep(5_000)
                continue
            }
            var descriptor = pollfd(fd: wakeUp.descriptor, events: Int16(POLLIN), revents: 0)
            _ = poll(&descriptor, 1, wait)
            wakeUp.take()
        }
    }
}

extension SystemTimer.State {
    fileprivate mutating func push(_ entry: SystemTimer.Entry) {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].instant < heap[parent].instant else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func popFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        siftDown(from: 0)
    }

    private mutating func siftDown(from start: Int) {
        var parent = start
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].instant < heap[least].instant {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }

    /// The actions that are due, and how many milliseconds to wait for the next one (-1: for ever).
    fileprivate mutating func takeDue(now: ContinuousClock.Instant) -> ([@Sendable () -> Void], Int32) {
        var due: [@Sendable () -> Void] = []
        while let first = heap.first {
            if let action = actions[first.id] {
                guard first.instant <= now else {
                    return (due, now.duration(to: first.instant).pollMilliseconds)
                }
                due.append(action)
                actions[first.id] = nil
            }
            popFirst()
        }
        return (due, -1)
    }

    /// Keeps the heap within a small multiple of what is really awaited.
    fileprivate mutating func compactIfMostlyCancelled() {
        guard heap.count > 256, heap.count > 4 * actions.count else { return }
        heap.removeAll { actions[$0.id] == nil }
        for index in stride(from: heap.count / 2, through: 0, by: -1) { siftDown(from: index) }
    }
}

extension Duration {
    /// Whole milliseconds, rounded up, from 0 to an hour: an argument for `poll`.
    var pollMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < 3600 else { return 3_600_000 }
        return Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
