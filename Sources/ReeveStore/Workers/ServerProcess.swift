package import ReeveJSON

/// The process group of a server that a worker started; the next start on the host ends what is left.
package struct ServerProcess: Sendable, Hashable {
    package var host: String
    package var bootID: String
    package var groupID: Int32
    /// The leader's start time in clock ticks since boot, so that a reused id is not taken for it.
    package var startTicks: Int64
    /// The path of the connection's object.
    package var connection: String
    package var worker: String
    package var startedAt: Timestamp

    package init(
        host: String, bootID: String, groupID: Int32, startTicks: Int64, connection: String, worker: String,
        startedAt: Timestamp
    ) {
        self.host = host
        self.bootID = bootID
        self.groupID = groupID
        self.startTicks = startTicks
        self.connection = connection
        self.worker = worker
        self.startedAt = startedAt
    }
}
