package import ReeveJSON

/// A process that works on queues.
package struct Worker: Sendable, Hashable {
    /// Unique while the worker lives.
    package var name: String
    package var host: String
    /// The boot id of the kernel, which changes when the host restarts.
    package var bootID: String
    package var processID: Int32
    package var version: String
    package var queues: [String]
    /// How many runs it works on at once.
    package var capacity: Int
    package var startedAt: Timestamp
    package var lastSeenAt: Timestamp
    /// Whether the worker takes no new runs. Nothing sets it in this version.
    package var isDraining: Bool

    package init(
        name: String, host: String, bootID: String, processID: Int32, version: String, queues: [String],
        capacity: Int, startedAt: Timestamp, lastSeenAt: Timestamp, isDraining: Bool = false
    ) {
        self.name = name
        self.host = host
        self.bootID = bootID
        self.processID = processID
        self.version = version
        self.queues = queues
        self.capacity = capacity
        self.startedAt = startedAt
        self.lastSeenAt = lastSeenAt
        self.isDraining = isDraining
    }

    /// Whether it was not seen for more than 75 s.
    package func isOffline(at now: Timestamp) -> Bool { now.since(lastSeenAt) > .seconds(75) }
}
