package import ReeveModel
package import ReeveStore

extension SQLRows {
    package func toolDefinitions(_ filter: ToolFilter) throws(StoreError) -> [ToolDefinition] {
        var conditions = SQLConditions()
        if let organization = filter.organization { conditions.add("organization = $", .text(organization)) }
        if let environment = filter.environment { conditions.add("environment = $", .text(environment)) }
        if let connection = filter.connection { conditions.add("connection = $", .text(connection)) }
        if let tool = filter.tool { conditions.add("tool = $", .text(tool)) }
        if filter.currentOnly { conditions.add("is_current = 1") }
        return try connection.all(
            composed: """
                SELECT id, organization, environment, connection, tool, version, digest, definition, status,
                    is_current, synced_at, seal @same reeve_seal('tool_definition', id, organization, environment,
                    connection, tool, version, digest, definition, status, is_current, synced_at)
                FROM tool_definition\(conditions.clause)
                ORDER BY organization, environment, connection, tool, id DESC
                """, conditions.values, SQLRows.toolDefinition)
    }

    package func toolDefinition(id: ULID) throws(StoreError) -> ToolDefinition? {
        try connection.first(
            """
            SELECT id, organization, environment, connection, tool, version, digest, definition, status,
                is_current, synced_at, seal @same reeve_seal('tool_definition', id, organization, environment,
                connection, tool, version, digest, definition, status, is_current, synced_at)
            FROM tool_definition WHERE id = $1
            """, [SQLValue(id)], SQLRows.toolDefinition)
    }

    private static func toolDefinition(_ row: any SQLRow) throws(StoreError) -> ToolDefinition {
        var found = ToolDefinition(
            id: try row.id(0), organization: row.text(1), environment: row.text(2), connection: row.text(3),
            tool: row.text(4), version: row.text(5), digest: try row.digest(6), definition: row.text(7),
            status: try row.name(8), isCurrent: row.bool(9), syncedAt: row.time(10))
        found.isIntact = row.bool(11)
        return found
    }

    package func upsert(_ definition: ToolDefinition) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO tool_definition (id, organization, environment, connection, tool, version, digest,
                definition, status, is_current, synced_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (id) DO UPDATE SET organization = excluded.organization, environment = excluded.environment,
                connection = excluded.connection, tool = excluded.tool, version = excluded.version,
                digest = excluded.digest, definition = excluded.definition, status = excluded.status,
                is_current = excluded.is_current, synced_at = excluded.synced_at, seal = @reseal
            """,
            [
                SQLValue(definition.id), .text(definition.organization), .text(definition.environment),
                .text(definition.connection), .text(definition.tool), .text(definition.version),
                SQLValue(definition.digest), .text(definition.definition), .text(definition.status.rawValue),
                SQLValue(definition.isCurrent), SQLValue(definition.syncedAt),
            ])
    }

    package func connectionStatus(
        organization: String, environment: String, connection name: String
    ) throws(StoreError) -> ConnectionStatus? {
        try connection.first(
            """
            SELECT organization, environment, connection, status, last_seen_at, last_tested_at, last_error,
                server_name, server_version, protocol, launch_digest
            FROM connection_status WHERE organization = $1 AND environment = $2 AND connection = $3
            """, [.text(organization), .text(environment), .text(name)], SQLRows.connectionStatus)
    }

    package func connectionStatuses(organization: String?) throws(StoreError) -> [ConnectionStatus] {
        try connection.all(
            """
            SELECT organization, environment, connection, status, last_seen_at, last_tested_at, last_error,
                server_name, server_version, protocol, launch_digest
            FROM connection_status WHERE organization = COALESCE($1, organization)
            ORDER BY organization, environment, connection
            """, [SQLValue(organization)], SQLRows.connectionStatus)
    }

    private static func connectionStatus(_ row: any SQLRow) throws(StoreError) -> ConnectionStatus {
        ConnectionStatus(
            organization: row.text(0), environment: row.text(1), connection: row.text(2), status: try row.name(3),
            lastSeenAt: row.timeOrNil(4), lastTestedAt: row.timeOrNil(5), lastError: row.textOrNil(6),
            serverName: row.textOrNil(7), serverVersion: row.textOrNil(8), protocolRevision: row.textOrNil(9),
            launchDigest: try row.digestOrNil(10))
    }

    package func upsert(_ status: ConnectionStatus) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO connection_status (organization, environment, connection, status, last_seen_at,
                last_tested_at, last_error, server_name, server_version, protocol, launch_digest)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (organization, environment, connection) DO UPDATE SET status = excluded.status,
                last_seen_at = excluded.last_seen_at, last_tested_at = excluded.last_tested_at,
                last_error = excluded.last_error, server_name = excluded.server_name,
                server_version = excluded.server_version, protocol = excluded.protocol,
                launch_digest = excluded.launch_digest, seal = @reseal
            """,
            [
                .text(status.organization), .text(status.environment), .text(status.connection),
                .text(status.status.rawValue), SQLValue(status.lastSeenAt), SQLValue(status.lastTestedAt),
                SQLValue(status.lastError), SQLValue(status.serverName), SQLValue(status.serverVersion),
                SQLValue(status.protocolRevision), SQLValue(status.launchDigest),
            ])
    }
}
