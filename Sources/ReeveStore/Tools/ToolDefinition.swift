package import ReeveJSON
package import ReeveModel

/// One version of a tool's definition, as its server gave it (`tools sync`).
package struct ToolDefinition: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable, CaseIterable {
        case synced
        /// The server has changed the tool, and the change is not accepted yet.
        case stale
        case vanished
        case failed
    }

    package var id: ULID
    package var organization: String
    package var environment: String
    package var connection: String
    /// The server's own name of the tool, with its case kept.
    package var tool: String
    /// The version that reeve counts, from 1.0.0.
    package var version: String
    package var digest: ContentDigest
    /// Canonical JSON of the definition.
    package var definition: String
    package var status: Status
    /// Whether this is the current version of its tool. All other versions are history, or wait for approval.
    package var isCurrent: Bool
    package var syncedAt: Timestamp
    /// False where other hands have changed the row, or it is damaged. Nothing is then decided by it.
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
