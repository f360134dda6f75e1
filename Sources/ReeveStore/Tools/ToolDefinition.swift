package import ReeveJSON
package import ReeveModel

/// One version of a tool's definition as a server gave it (`tools sync`).
package struct ToolDefinition: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable, CaseIterable {
        case synced
        /// Changed at the server, not accepted yet.
        case stale
        case vanished
        case failed
    }

    package var id: ULID
    package var organization: String
    package var environment: String
    package var connection: String
    /// The server's own name, case kept.
    package var tool: String
    /// Counted by us from 1.0.0.
    package var version: String
    package var digest: ContentDigest
    /// Canonical JSON of the definition.
    package var definition: String
    package var status: Status
    /// One version of an address is current; older ones are history.
    package var isCurrent: Bool
    package var syncedAt: Timestamp
    /// False where the row is not as the store wrote it: changed by other hands, or damaged. Nothing is decided by it then.
    package var isIntact = true

    package init(
        id: ULID, organization: String, environment: String, connection: String, tool: String, version: String,
        digest: ContentDigest, definition: String, status: Status, isCurrent: Bool, syncedAt: Timestamp
    ) {
        self.id = id
        self.organization = organization
        self.environment = environment
        self.connection = connection
        self.tool = tool
        self.version = version
        self.digest = digest
        self.definition = definition
        self.status = status
        self.isCurrent = isCurrent
        self.syncedAt = syncedAt
    }

    package var address: String { connection + "/" + tool }
}
