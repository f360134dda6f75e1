extension Store {
    /// Sorted by address, newest version first; of each address the current version alone, unless the filter says otherwise.
    package func toolDefinitions(_ filter: ToolFilter = ToolFilter()) async throws(StoreError) -> [ToolDefinition] {
        try await read { rows throws(StoreError) in try rows.toolDefinitions(filter) }
    }

    /// What tests and syncs observed last; connections that were never met have none.
    package func connectionStatuses(organization: String? = nil) async throws(StoreError) -> [ConnectionStatus] {
        try await read { rows throws(StoreError) in try rows.connectionStatuses(organization: organization) }
    }
}
