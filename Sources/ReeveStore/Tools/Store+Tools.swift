package import ReeveAudit
internal import ReeveModel

extension Store {
    package func toolDefinitions(_ filter: ToolFilter = ToolFilter()) async throws(StoreError) -> [ToolDefinition] {
        try await read { rows throws(StoreError) in try rows.toolDefinitions(filter) }
    }

    package func connectionStatuses(organization: String? = nil) async throws(StoreError) -> [ConnectionStatus] {
        try await read { rows throws(StoreError) in try rows.connectionStatuses(organization: organization) }
    }

    /// Writes what a sync or a test found, with its events, in one transaction.
    package func recordTools(
        _ definitions: [ToolDefinition], status: ConnectionStatus?, events: [AuditEvent]
    ) async throws(StoreError) {
        try await write { rows throws(StoreError) in
            for definition in definitions where !definition.isCurrent { try rows.upsert(definition) }
            // The new current version comes after the old one has stopped being it.
            for definition in definitions where definition.isCurrent { try rows.upsert(definition) }
            if let status { try rows.upsert(status) }
            try rows.append(events)
        }
    }
}
