import ReeveJSON
import ReeveModel
import ReeveStore

extension SQLStoreTransaction {
    func toolDefinitions(_ filter: ToolFilter) throws(StoreError) -> [ToolDefinition] {
        var condition = SQLFilter()
        if let organization = filter.organization { condition.add("organization = $?", .text(organization)) }
        if let environment = filter.environment { condition.add("environment = $?", .text(environment)) }
        if let connection = filter.connection { condition.add("connection = $?", .text(connection)) }
        if let tool = filter.tool { condition.add("tool = $?", .text(tool)) }
        if filter.currentOnly { condition.add("is_current = 1") }
        // Ids ascend with time, so the newest version of an address has the largest.
        return try driver.all(
            composed: """
                SELECT id, organization, environment, connection, tool, version, digest, definition, status, is_current, synced_at
                FROM tool_definition\(condition.clause) ORDER BY organization, environment, connection, tool, id DESC
                """, condition.values, Self.definition)
    }

    func toolDefinition(id: ULID) throws(StoreError) -> ToolDefinition? {
        try driver.first(
            """
            SELECT id, organization, environment, connection, tool, version, digest, definition, status, is_current, synced_at
            FROM tool_definition WHERE id = $1
            """, [.id(id)], Self.definition)
    }

    private static func definition(_ row: any SQLRow) throws(StoreError) -> ToolDefinition {
        ToolDefinition(
            id: try row.id(0), organization: row.text(1), environment: row.text(2), connection: row.text(3),
            tool: row.text(4),
            version: row.text(5), digest: try row.digest(6), definition: row.text(7), status: try row.choice(8),
            isCurrent: row.flag(9),
            syncedAt: row.time(10))
    }

    func upsert(_ definition: ToolDefinition) throws(StoreError) {
        if definition.isCurrent {
            // One version of an address is current.
            try driver.run(
                """
                UPDATE tool_definition SET is_current = 0
                WHERE organization = $1 AND environment = $2 AND connection = $3 AND tool = $4 AND is_current = 1 AND id <> $5
                """,
                [
                    .text(definition.organization), .text(definition.environment), .text(definition.connection),
                    .text(definition.tool),
                    .id(definition.id),
                ])
        }
        try driver.run(
            """
            INSERT INTO tool_definition (id, organization, environment, connection, tool, version, digest, definition, status, is_current, synced_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, digest = excluded.digest, definition = excluded.definition,
            status = excluded.status, is_current = excluded.is_current, synced_at = excluded.synced_at
            """,
            [
                .id(definition.id), .text(definition.organization), .text(definition.environment),
                .text(definition.connection),
                .text(definition.tool), .text(definition.version), .digest(definition.digest),
                .text(definition.definition),
                .choice(definition.status), .flag(definition.isCurrent), .time(definition.syncedAt),
            ])
    }

    func connectionStatus(
        organization: String, environment: String, connection: String
    ) throws(StoreError) -> ConnectionStatus? {
        try driver.first(
            """
            SELECT organization, environment, connection, status, last_seen_at, last_tested_at, last_error, server_name, server_version,
            protocol_revision, launch_digest FROM connection_state WHERE organization = $1 AND environment = $2 AND connection = $3
            """, [.text(organization), .text(environment), .text(connection)], Self.status)
    }

    func connectionStatuses(organization: String?) throws(StoreError) -> [ConnectionStatus] {
        var condition = SQLFilter()
        if let organization { condition.add("organization = $?", .text(organization)) }
        return try driver.all(
            composed: """
                SELECT organization, environment, connection, status, last_seen_at, last_tested_at, last_error, server_name, server_version,
                protocol_revision, launch_digest FROM connection_state\(condition.clause) ORDER BY organization, environment, connection
                """, condition.values, Self.status)
    }

    private static func status(_ row: any SQLRow) throws(StoreError) -> ConnectionStatus {
        var status = ConnectionStatus(organization: row.text(0), environment: row.text(1), connection: row.text(2))
        status.status = try row.choice(3)
        status.lastSeenAt = row.optionalTime(4)
        status.lastTestedAt = row.optionalTime(5)
        status.lastError = row.optionalText(6)
        status.serverName = row.optionalText(7)
        status.serverVersion = row.optionalText(8)
        status.protocolRevision = row.optionalText(9)
        status.launchDigest = try row.optionalDigest(10)
        return status
    }

    func upsert(_ status: ConnectionStatus) throws(StoreError) {
        try driver.run(
            """
            INSERT INTO connection_state (organization, environment, connection, status, last_seen_at, last_tested_at, last_error, server_name,
            server_version, protocol_revision, launch_digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (organization, environment, connection) DO UPDATE SET status = excluded.status, last_seen_at = excluded.last_seen_at,
            last_tested_at = excluded.last_tested_at, last_error = excluded.last_error, server_name = excluded.server_name,
            server_version = excluded.server_version, protocol_revision = excluded.protocol_revision, launch_digest = excluded.launch_digest
            """,
            [
                .text(status.organization), .text(status.environment), .text(status.connection), .choice(status.status),
                .time(status.lastSeenAt),
                .time(status.lastTestedAt), .optional(status.lastError), .optional(status.serverName),
                .optional(status.serverVersion),
                .optional(status.protocolRevision), .digest(status.launchDigest),
            ])
    }
}
