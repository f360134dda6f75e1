import Glibc
import Synchronization

/// Work on many things at once, as much as there are processors.
enum ConcurrentMap {
    /// The results of `body` for 0 up to `count`, in order.
    ///
    /// Each worker takes the next number that no other worker has, since equal things may take very different times.
    /// For work on the processor alone; `body` runs to its end also where the task is cancelled.
    static func map<Result: Sendable>(
        _ count: Int, _ body: @escaping @Sendable (Int) -> Result
    ) async -> [Result] {
        let workers = min(count, max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))))
        guard workers > 1 else { return (0..<count).map(body) }
        let turns = Turns()
        return await withTaskGroup(of: [(Int, Result)].self) { group in
            for _ in 0..<workers {
                group.addTask {
                    var done: [(Int, Result)] = []
                    while true {
                        let index = turns.next()
                        guard index < count else { return done }
                        done.append((index, body(index)))
                    }
                }
            }
            var results = [Result?](repeating: nil, count: count)
            for await done in group {
                for (index, result) in done { results[index] = result }
            }
            return results.compactMap { $0 }
        }
    }

    /// Cuts 0 up to `count` into ranges of about equal size, a few for each processor.
    static func ranges(of count: Int) -> [Range<Int>] {
        let size = max(1_024, (count + 15) / 16)
        return stride(from: 0, to: count, by: size).map { $0..<min(count, $0 + size) }
    }

    /// Counts from 0, whoever asks.
    private final class Turns: Sendable {
        private let following = Atomic(0)

        func next() -> Int { following.add(1, ordering: .relaxed).oldValue }
    }
}
