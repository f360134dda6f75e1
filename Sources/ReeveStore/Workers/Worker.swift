package import ReeveJSON

/// A process that works through queues.
package struct Worker: Sendable, Hashable {
    /// Unique while the worker lives.
    package var name: String
    package var host: String
    /// The kernel's boot id, so that a restart of the host is seen.
    package var bootID: String
    package var processID: Int32
    package var version: String
    package var queues: [String]
    /// Runs at once.
    package var capacity: Int
    package var startedAt: Timestamp
    package var lastSeenAt: Timestamp
    /// Takes no new runs.
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

    /// Not seen for 75 s.
    package func isOffline(at now: Timestamp) -> Bool { now.since(lastSeenAt) > .seconds(75) }
}
