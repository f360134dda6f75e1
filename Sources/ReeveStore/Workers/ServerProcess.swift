package import ReeveJSON

/// The process group of a server that a worker has started. The next start on the host ends the groups that are left
/// over.
package struct ServerProcess: Sendable, Hashable {
    package var host: String
    package var bootID: String
    package var groupID: Int32
    /// When the leader started, in clock ticks since boot. It tells the leader from a later process with the same id.
    package var startTicks: Int64
    /// The path of the Connection.
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
