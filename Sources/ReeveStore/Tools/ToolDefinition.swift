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

/// Which tool definitions a listing wants; every given part must hold.
package struct ToolFilter: Sendable, Hashable {
    package var organization: String?
    package var environment: String?
    package var connection: String?
    package var tool: String?
    package var currentOnly: Bool

    package init(
        organization: String? = nil, environment: String? = nil, connection: String? = nil, tool: String? = nil,
        currentOnly: Bool = true
    ) {
        self.organization = organization
        self.environment = environment
        self.connection = connection
        self.tool = tool
        self.currentOnly = currentOnly
    }
}

/// What was observed of a connection; takes part in no diff.
package struct ConnectionStatus: Sendable, Hashable {
    package enum Health: String, Sendable, Hashable, CaseIterable {
        case unknown
        case ok
        case fail
    }

    package var organization: String
    package var environment: String
    package var connection: String
    package var status: Health
    /// The last success.
    package var lastSeenAt: Timestamp?
    package var lastTestedAt: Timestamp?
    package var lastError: String?
    package var serverName: String?
    package var serverVersion: String?
    /// The revision that was agreed.
    package var protocolRevision: String?
    /// The digest of the launch spec and the server's name.
    package var launchDigest: ContentDigest?

    package init(
        organization: String, environment: String, connection: String, status: Health = .unknown,
        lastSeenAt: Timestamp? = nil, lastTestedAt: Timestamp? = nil, lastError: String? = nil,
        serverName: String? = nil, serverVersion: String? = nil, protocolRevision: String? = nil,
        launchDigest: ContentDigest? = nil
    ) {
        self.organization = organization
        self.environment = environment
        self.connection = connection
        self.status = status
        self.lastSeenAt = lastSeenAt
        self.lastTestedAt = lastTestedAt
        self.lastError = lastError
        self.serverName = serverName
        self.serverVersion = serverVersion
        self.protocolRevision = protocolRevision
        self.launchDigest = launchDigest
    }
}
