extension StoreTransaction {
    /// Writes what a sync has found about one connection. Old versions stop being current before a new one becomes
    /// current, since a tool has only one current version at any moment.
    package func record(_ definitions: [ToolDefinition], status: ConnectionStatus?) throws(StoreError) {
        for definition in definitions where !definition.isCurrent { try upsert(definition) }
        for definition in definitions where definition.isCurrent { try upsert(definition) }
        if let status { try upsert(status) }
    }
}
