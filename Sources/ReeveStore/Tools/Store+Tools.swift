extension Store {
    /// Definitions of tools, sorted by organization, environment, connection and tool, newest version first. Of each
    /// tool only the current version, unless the filter says otherwise.
    package func toolDefinitions(_ filter: ToolFilter = ToolFilter()) async throws(StoreError) -> [ToolDefinition] {
        try await read { rows throws(StoreError) in try rows.toolDefinitions(filter) }
    }

    /// What tests and syncs last observed of connections. A connection that was never reached has no status.
    package func connectionStatuses(organization: String? = nil) async throws(StoreError) -> [ConnectionStatus] {
        try await read { rows throws(StoreError) in try rows.connectionStatuses(organization: organization) }
    }
}
