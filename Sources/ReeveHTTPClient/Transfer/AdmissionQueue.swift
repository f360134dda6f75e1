/// Lets a bounded number of transfers to each origin run, and keeps the others in the order in which they came.
struct AdmissionQueue {
    private struct Lane {
        var running = 0
        /// Those before `next` have gone; those that were withdrawn are not in `waiting` any more.
        var queue: [UInt64] = []
        var next = 0
    }

    let runningMax: Int
    private var lanes: [HTTPOrigin: Lane] = [:]
    private var waiting: Set<UInt64> = []

    init(runningMax: Int) { self.runningMax = max(1, runningMax) }

    /// True where the transfer may run at once; else it waits until ``leave(_:)`` names it.
    mutating func enter(_ id: UInt64, to origin: HTTPOrigin) -> Bool {
        if lanes[origin, default: Lane()].running < runningMax {
            lanes[origin, default: Lane()].running += 1
            return true
        }
        lanes[origin]?.queue.append(id)
        waiting.insert(id)
        return false
    }

    /// Takes a waiting transfer out; false where it does not wait.
    mutating func withdraw(_ id: UInt64) -> Bool { waiting.remove(id) != nil }

    /// A transfer has ended. Returns the one that runs in its place.
    mutating func leave(_ origin: HTTPOrigin) -> UInt64? {
        guard var lane = lanes.removeValue(forKey: origin) else { return nil }
        defer { if lane.running > 0 { lanes[origin] = lane } }
        while lane.next < lane.queue.count {
            let id = lane.queue[lane.next]
            lane.next += 1
            // The front is cut off now and then, so a lane that is never empty does not grow.
            if lane.next > 64, lane.next * 2 > lane.queue.count {
                lane.queue.removeFirst(lane.next)
                lane.next = 0
            }
            if waiting.remove(id) != nil { return id }
        }
        lane.queue = []
        lane.next = 0
        lane.running -= 1
        return nil
    }
}
