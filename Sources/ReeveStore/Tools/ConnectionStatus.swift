package import ReeveJSON

/// What was last observed of a connection. It takes part in no diff.
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
    /// The time of the last success. A failed test does not change it.
    package var lastSeenAt: Timestamp?
    package var lastTestedAt: Timestamp?
    package var lastError: String?
    package var serverName: String?
    package var serverVersion: String?
    /// The protocol revision that was agreed with the server.
    package var protocolRevision: String?
    /// The identity of the server that was reached; see ``ConnectionTransport/identity``.
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
