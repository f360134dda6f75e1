import ReeveJSON
import ReeveStore

/// The synced definition of a tool, as JSON.
enum ToolDefinitionDocument {
    static func json(_ definition: ToolDefinition) -> JSONValue {
        [
            "current": .bool(definition.isCurrent),
            "definition": (try? JSONParser.parse(definition.definition)) ?? .null,
            "digest": .string(definition.digest.description), "environment": .string(definition.environment),
            "organization": .string(definition.organization), "status": .string(definition.status.rawValue),
            "synced_at": .string(definition.syncedAt.description), "tool": .string(definition.address),
            "version": .string(definition.version),
        ]
    }
}
