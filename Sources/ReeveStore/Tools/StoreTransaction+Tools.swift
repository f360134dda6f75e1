extension StoreTransaction {
    /// Writes what a sync found of one connection. A new current version comes after the old one has stopped being current:
    /// an address has one current version at any moment.
    package func record(_ definitions: [ToolDefinition], status: ConnectionStatus?) throws(StoreError) {
        for definition in definitions where !definition.isCurrent { try upsert(definition) }
        for definition in definitions where definition.isCurrent { try upsert(definition) }
        if let status { try upsert(status) }
    }
}
